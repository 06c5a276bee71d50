using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Settings;

/// <summary>The section <c>Dkim</c>, from configuration to checked keys.</summary>
internal static partial class DkimSection
{
    private const string TakesDomain = "a domain such as example.com";
    private const string TakesSelector = "a short name such as letter1";

    /// <param name="from">The sender: without a signature that is aligned with its domain the mails fail DMARC (RFC
    /// 7489 3.1.1).</param>
    public static IReadOnlyList<DkimSettings> Read(
        IConfigurationSection section,
        List<string> problems,
        string root,
        EmailAddress from
    )
    {
        var keys = section
            .GetChildren()
            .Select(child => Entry(new SettingsReader(child, problems), root))
            .OfType<DkimSettings>()
            .ToList();
        if (keys.Count > 0 && !keys.Any(key => IsAligned(from.Domain, key.Domain)))
        {
            problems.Add(
                $"Dkim has no key for {from.Domain}, the domain of Newsletter:From; receivers would take its mails for "
                    + "forged."
            );
        }

        foreach (var twice in keys.GroupBy(key => key.RecordName).Where(group => group.Count() > 1))
        {
            problems.Add($"Dkim has two keys for {twice.Key}; give each a selector of its own.");
        }

        return keys;
    }

    /// <summary>
    /// Relaxed alignment as far as it can be told without a list of public suffixes: the same domain, or one below the
    /// other (RFC 7489 3.1.1).
    /// </summary>
    public static bool IsAligned(string sender, string domain) =>
        sender.Equals(domain, StringComparison.OrdinalIgnoreCase)
        || sender.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase)
        || domain.EndsWith($".{sender}", StringComparison.OrdinalIgnoreCase);

    private static DkimSettings? Entry(SettingsReader read, string root)
    {
        var domain = read.Required("Domain", TakesDomain).ToLowerInvariant();
        var selector = read.Required("Selector", TakesSelector).ToLowerInvariant();
        var file = read.Text("PrivateKeyFile");
        var pem = read.Secret("PrivateKey", root);
        if (domain.Length > 0 && !DomainName.IsMatch(domain))
        {
            read.Refuse("Domain", domain, TakesDomain);
        }

        if (selector.Length > 0 && !SelectorName.IsMatch(selector))
        {
            read.Refuse("Selector", selector, TakesSelector);
        }

        if (pem is null)
        {
            if (file is null)
            {
                read.Add("has no PrivateKeyFile; make a key with: dispatcher dkim new");
            }

            read.RefuseUnknownKeys();
            return null;
        }

        var key = DkimKey.Parse(pem, out var problem);
        if (key is null)
        {
            read.Refuse("PrivateKeyFile", file ?? "…", $"a private key in PEM form ({problem})");
        }

        read.RefuseUnknownKeys();
        return key is null ? null : new(domain, selector, key);
    }

    [GeneratedRegex(
        @"^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex DomainName { get; }

    [GeneratedRegex(
        @"^(?=.{1,63}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex SelectorName { get; }
}
