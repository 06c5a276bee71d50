using Dapper;

namespace Newsletter.Dispatcher.Subscribers.Search;

/// <summary>
/// A filter as conditions of SQL: texts of this program, and parameters for all that somebody typed. Pure.
/// Tests: ReaderQueryTests.
/// </summary>
internal sealed class ReaderConditions
{
    private readonly List<string> _facets = [];
    private readonly List<string> _texts = [];

    /// <param name="now">Decides which terms run.</param>
    public ReaderConditions(ReaderFilter filter, DateTimeOffset now)
    {
        Values.Add("now", now);
        AddStatus(filter);
        AddTerm(filter);
        AddDays(filter);
        AddTexts(filter);
        HasTag = filter.Tag is not null;
        Values.Add("tag", filter.Tag);
    }

    public DynamicParameters Values { get; } = new();

    /// <summary>True when a part of the address or the name is looked for.</summary>
    public bool HasText => _texts.Count > 0;

    private bool HasTag { get; }

    /// <summary>Where to begin when few are expected: at those with the tag, or at the index of the other
    /// facets. To be followed by <see cref="Facets"/>.</summary>
    public string Source =>
        HasTag
            ? "subscriber_tags t CROSS JOIN subscribers s ON s.id = t.subscriber_id WHERE t.tag = @tag AND"
            : "subscribers s WHERE";

    /// <summary>What is asked of <c>subscribers s</c>, but for the tag.</summary>
    public string Facets => _facets.Count == 0 ? "TRUE" : string.Join(" AND ", _facets);

    /// <summary>The same with the tag.</summary>
    public string AllFacets =>
        HasTag
            ? $"{Facets} AND EXISTS (SELECT 1 FROM subscriber_tags t WHERE t.subscriber_id = s.id AND t.tag = @tag)"
            : Facets;

    /// <summary>What is asked of the text of <c>reader_search f</c>.</summary>
    public string Texts => _texts.Count == 0 ? "TRUE" : string.Join(" AND ", _texts);

    private void AddStatus(ReaderFilter filter)
    {
        if (filter.Status is { } status)
        {
            Values.Add("status", status.Word());
            _facets.Add("s.status = @status");
        }
    }

    private void AddTerm(ReaderFilter filter)
    {
        const string Runs = "(s.term_ends_at IS NULL OR s.term_ends_at > @now)";
        if (filter.Term is { } term)
        {
            _facets.Add(
                term switch
                {
                    ReaderTerm.Trial => $"s.term = 'trial' AND {Runs}",
                    ReaderTerm.Paid => $"s.term = 'paid' AND {Runs}",
                    ReaderTerm.Gift => $"s.term = 'paid' AND {Runs} AND NOT EXISTS (SELECT 1 FROM payments p "
                        + "WHERE p.subscriber_id = s.id AND p.refunded_at IS NULL)",
                    ReaderTerm.Ended => "s.term_ends_at <= @now",
                    _ => "s.term IS NULL",
                }
            );
        }
    }

    private void AddDays(ReaderFilter filter)
    {
        if (filter.JoinedFrom is { } from)
        {
            Values.Add("joinedFrom", Start(from));
            _facets.Add("s.created_at >= @joinedFrom");
        }

        if (filter.JoinedTo is { } to)
        {
            Values.Add("joinedBefore", Start(to.AddDays(1)));
            _facets.Add("s.created_at < @joinedBefore");
        }

        if (filter.ReturnedFrom is not null || filter.ReturnedTo is not null)
        {
            Values.Add("returnedFrom", Start(filter.ReturnedFrom ?? DateOnly.FromDateTime(DateTime.UnixEpoch)));
            Values.Add("returnedBefore", Start((filter.ReturnedTo ?? new DateOnly(9000, 1, 1)).AddDays(1)));
            _facets.Add(
                "s.id IN (SELECT r.subscriber_id FROM returns r GROUP BY r.subscriber_id "
                    + "HAVING max(r.at) >= @returnedFrom AND max(r.at) < @returnedBefore)"
            );
        }
    }

    private void AddTexts(ReaderFilter filter)
    {
        var parts = filter.Words.Select(ReaderSearch.Part).ToList();
        if (filter.Domain is { } domain)
        {
            parts.Add(ReaderSearch.DomainPart(domain));
        }

        if (parts.Count == 0)
        {
            return;
        }

        Values.Add("match", ReaderSearch.Match(parts));
        for (var i = 0; i < parts.Count; i++)
        {
            Values.Add($"part{i}", parts[i]);
            _texts.Add($"instr(f.text, @part{i}) > 0");
        }
    }

    private static DateTimeOffset Start(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
