using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// Reads <c>Delivery:PerDomain</c>: each key is a domain or several, each value messages a second.
/// Tests: SettingsCheckTests.
/// </summary>
internal static class DomainRates
{
    /// <param name="read">The reader of the section.</param>
    public static IReadOnlyList<DomainRate> Read(SettingsReader read)
    {
        var rates = new List<DomainRate>();
        var owners = new Dictionary<string, string>();
        foreach (var key in read.Keys)
        {
            List<string> domains =
            [
                .. key.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
                    .SelectMany(word => DomainsOf(word, read))
                    .Distinct(),
            ];
            foreach (var domain in domains.Where(domain => !owners.TryAdd(domain, key)))
            {
                read.Add($"names {domain} in \"{owners[domain]}\" and in \"{key}\"; keep one.");
            }

            if (read.Text(key) is null || domains.Count == 0)
            {
                read.Add($"has \"{key}\": \"{read.Text(key)}\", but takes entries such as \"gmail.com\": 20.");
            }

            rates.Add(new(key, domains, read.Rate(key) ?? 0));
        }

        return rates;
    }

    private static IReadOnlyList<string> DomainsOf(string word, SettingsReader read)
    {
        if (MailProviders.Domains.TryGetValue(word, out var known))
        {
            return known;
        }

        if (MailDomain.Read(word) is { Problem: null, Value: var domain })
        {
            return [domain];
        }

        var names = MailProviders.Domains.Keys;
        read.Add(
            DidYouMean.Closest(word, names) is { } near
                ? $"has \"{word}\", did you mean {near}?"
                : $"has \"{word}\", but takes domains such as gmail.com, and {string.Join(", ", names)}."
        );
        return [];
    }
}
