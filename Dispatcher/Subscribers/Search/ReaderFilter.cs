using System.Globalization;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscribers.Search;

/// <summary>Which readers are looked for; all that is said must hold. Pure.</summary>
internal sealed record ReaderFilter
{
    /// <summary>Most characters of <see cref="Words"/> together.</summary>
    public const int MaxWordsLength = 100;

    /// <summary>Most words that are looked for.</summary>
    public const int MostWords = 5;

    public const int MaxDomainLength = 253;

    /// <summary>Parts of an address or a name, folded: see <see cref="Folded"/>. A word of fewer than three characters
    /// is looked for at the beginning only.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public SubscriberStatus? Status { get; init; }

    public string? Tag { get; init; }

    /// <summary>What stands behind the @, in small letters.</summary>
    public string? Domain { get; init; }

    public ReaderTerm? Term { get; init; }

    /// <summary>First day on which they joined, UTC.</summary>
    public DateOnly? JoinedFrom { get; init; }

    /// <summary>Last day on which they joined, UTC.</summary>
    public DateOnly? JoinedTo { get; init; }

    /// <summary>First day of their last return: a bounce or a complaint.</summary>
    public DateOnly? ReturnedFrom { get; init; }

    /// <summary>Last day of their last return.</summary>
    public DateOnly? ReturnedTo { get; init; }

    /// <summary>True when it lets everybody through.</summary>
    public bool IsEmpty => Words.Count == 0 && Domain is null && !HasFacets;

    /// <summary>True when it asks for more than parts of the address or the name.</summary>
    public bool HasFacets =>
        Status is not null
        || Tag is not null
        || Term is not null
        || JoinedFrom is not null
        || JoinedTo is not null
        || ReturnedFrom is not null
        || ReturnedTo is not null;

    /// <summary>True when a word is an address; such a filter names a person.</summary>
    public bool NamesAnAddress => Words.Any(word => word.Length > 1 && word.AsSpan(1).Contains('@'));

    /// <summary>The words as somebody would type them.</summary>
    public string TypedWords => string.Join(' ', Words);

    /// <summary>All but the words, as the page's address has it: <c>status=paused&amp;tag=world</c>; empty for
    /// nothing.</summary>
    public string FacetQuery => Join(Facets());

    /// <summary>The same with the words.</summary>
    public string Query => Join(Words.Count == 0 ? Facets() : Facets().Prepend((Names.Words, TypedWords)));

    /// <summary>In words for people: <c>status paused, tag world</c>.</summary>
    public override string ToString()
    {
        var parts = Facets().Select(facet => $"{facet.Name} {facet.Value}");
        parts = Words.Count == 0 ? parts : parts.Prepend($"“{TypedWords}”");
        return IsEmpty ? "everybody" : string.Join(", ", parts);
    }

    private IEnumerable<(string Name, string Value)> Facets()
    {
        (string Name, string? Value)[] all =
        [
            (Names.Status, Status?.Word()),
            (Names.Tag, Tag),
            (Names.Domain, Domain),
            (Names.Term, Term?.Word()),
            (Names.JoinedFrom, Day(JoinedFrom)),
            (Names.JoinedTo, Day(JoinedTo)),
            (Names.ReturnedFrom, Day(ReturnedFrom)),
            (Names.ReturnedTo, Day(ReturnedTo)),
        ];
        return from one in all where one.Value is not null select (one.Name, one.Value);
    }

    private static string Join(IEnumerable<(string Name, string Value)> parts) =>
        string.Join('&', parts.Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value)}"));

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>How the page's address calls each part.</summary>
    public static class Names
    {
        public const string Words = "find";
        public const string Status = "status";
        public const string Tag = "tag";
        public const string Domain = "domain";
        public const string Term = "term";
        public const string JoinedFrom = "joined-from";
        public const string JoinedTo = "joined-to";
        public const string ReturnedFrom = "returned-from";
        public const string ReturnedTo = "returned-to";
    }
}
