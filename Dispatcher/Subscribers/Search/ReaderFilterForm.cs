using System.Globalization;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscribers.Search;

/// <summary>
/// Reads a filter from what somebody typed or a page's address says. What cannot be read is left out, and a problem
/// says what it was. Pure.
/// Tests: ReaderFilterTests.
/// </summary>
internal static class ReaderFilterForm
{
    /// <summary>Longest value of any part; what is longer was not typed by a person.</summary>
    private const int MaxLength = 300;

    /// <param name="value">The value of a part by its name (<see cref="ReaderFilter.Names"/>); null for none.</param>
    /// <returns>The filter, and a line for each part that was left out.</returns>
    public static (ReaderFilter Filter, IReadOnlyList<string> Problems) Read(Func<string, string?> value)
    {
        var problems = new List<string>();
        var words = Read(ReaderFilter.Names.Words, ReadWords) ?? [];
        var filter = new ReaderFilter
        {
            Words = words,
            Status = Read(ReaderFilter.Names.Status, SubscriberFields.Status),
            Tag = Read(ReaderFilter.Names.Tag, ReadTag),
            Domain = Read(ReaderFilter.Names.Domain, ReadDomain),
            Term = Read(ReaderFilter.Names.Term, ReadTerm),
            JoinedFrom = Read(ReaderFilter.Names.JoinedFrom, ReadDay),
            JoinedTo = Read(ReaderFilter.Names.JoinedTo, ReadDay),
            ReturnedFrom = Read(ReaderFilter.Names.ReturnedFrom, ReadDay),
            ReturnedTo = Read(ReaderFilter.Names.ReturnedTo, ReadDay),
        };
        return (filter, problems);

        T Read<T>(string name, Func<string, Checked<T>> read)
        {
            var typed = value(name)?.Trim();
            if (string.IsNullOrEmpty(typed))
            {
                return default!;
            }

            var result =
                typed.Length > MaxLength ? new(default!, $"is longer than {MaxLength} characters") : read(typed);
            if (result.Problem is not null)
            {
                problems.Add($"{name}: {LogText.Clean(LogText.Clip(typed))} {result.Problem}; this part was left out");
            }

            return result.Value;
        }
    }

    /// <summary>The same from the text of a query: <c>status=paused&amp;tag=world</c>.</summary>
    public static (ReaderFilter Filter, IReadOnlyList<string> Problems) Parse(string query, string words = "")
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal) { [ReaderFilter.Names.Words] = words };
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2) is [var name, var text])
            {
                parts[name] = Uri.UnescapeDataString(text);
            }
        }

        return Read(parts.GetValueOrDefault);
    }

    private static Checked<IReadOnlyList<string>?> ReadWords(string typed)
    {
        var words = typed
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(Folded.Of)
            .Where(word => word.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return words.Count > ReaderFilter.MostWords || words.Sum(word => word.Length) > ReaderFilter.MaxWordsLength
            ? new(
                null,
                $"is too much to look for; use {ReaderFilter.MostWords} words and {ReaderFilter.MaxWordsLength} "
                    + "characters at most"
            )
            : new(words);
    }

    private static Checked<string?> ReadTag(string typed)
    {
        var tags = SubscriberFields.Tags([typed]);
        return new(tags.Value.SingleOrDefault(), tags.Problem);
    }

    private static Checked<string?> ReadDomain(string typed)
    {
        var domain = typed.TrimStart('@').ToLowerInvariant();
        return
            domain.Length is > 0 and <= ReaderFilter.MaxDomainLength
            && EmailAddress.TryParse($"a@{domain}", out var address, out _)
            ? new(address.Key["a@".Length..])
            : new(null, "is no domain; write one such as example.org");
    }

    private static Checked<ReaderTerm?> ReadTerm(string typed) =>
        ReaderTerms.Words.Find(typed.ToLowerInvariant()) is { } term
            ? new(term)
            : new(null, $"is no term; use {string.Join(", ", ReaderTerms.Words.All)}");

    private static Checked<DateOnly?> ReadDay(string typed) =>
        DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= 1970 and < 9000
            ? new(day)
            : new(null, "is no day; write 2026-01-31");
}
