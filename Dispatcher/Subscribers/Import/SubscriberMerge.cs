namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>Decides what a row of an import changes. Pure.</summary>
internal static class SubscriberMerge
{
    /// <summary>How people leave, each weightier than the one before: an import may only ever go up.</summary>
    private static readonly SubscriberStatus?[] Departures =
    [
        SubscriberStatus.Bounced,
        SubscriberStatus.Unsubscribed,
        SubscriberStatus.Complained,
    ];

    /// <summary>Whether a row may put somebody on the list who is not there.</summary>
    public static bool MayAdd(SubscriberEntry row, AddressBar bar) =>
        bar switch
        {
            AddressBar.None => true,
            AddressBar.Suppressed => IsDeparture(row.Status),
            _ => false,
        };

    /// <summary>The row as it stands in a file of people who left: the weightier of the two departures.</summary>
    /// <param name="departure">How everybody in the file left.</param>
    public static SubscriberEntry Depart(SubscriberEntry row, SubscriberStatus departure) =>
        Array.IndexOf(Departures, row.Status) >= Array.IndexOf(Departures, departure)
            ? row
            : row with
            {
                Status = departure,
            };

    /// <summary>True for a status of somebody who left, which is for ever as far as imports go.</summary>
    public static bool IsDeparture(SubscriberStatus? status) => Departures.Contains(status);

    /// <summary>
    /// What the row says wins, what it leaves empty stays; its tags replace the old ones. Address and days of joining
    /// and confirming stay. A row of another product only fills in what nobody knows, and adds its tags. A person who
    /// has left stays away, and only a row that also says that they left may change anything about them.
    /// </summary>
    /// <param name="bar">A person who has only asked, which anybody can do in their name, is barred as if they were not
    /// on the list.</param>
    public static (ImportChange Change, KnownSubscriber Result) Decide(
        KnownSubscriber known,
        SubscriberEntry row,
        AddressBar bar = AddressBar.None
    )
    {
        var departure = Array.IndexOf(Departures, known.Status);
        var rowDeparture = Array.IndexOf(Departures, row.Status);
        var isBarred = known.Status == SubscriberStatus.Pending && !MayAdd(row, bar);
        if (isBarred || (departure >= 0 && rowDeparture < 0))
        {
            return (ImportChange.Kept, known);
        }

        var status = departure > rowDeparture ? known.Status : Status(known, row);
        var result = (row.IsFromElsewhere ? FillIn(known, row) : Replace(known, row)) with
        {
            Status = status,
            ConfirmedAt = known.ConfirmedAt ?? row.ConfirmedAt,
        };
        return (result == known ? ImportChange.Unchanged : ImportChange.Updated, result);
    }

    /// <summary>
    /// Another product may say that somebody left, or has confirmed; to be on its list says nothing about a pause here.
    /// </summary>
    private static SubscriberStatus Status(KnownSubscriber known, SubscriberEntry row) =>
        row.Status is { } status
        && (
            !row.IsFromElsewhere
            || IsDeparture(status)
            || (known.Status == SubscriberStatus.Pending && status == SubscriberStatus.Active)
        )
            ? status
            : known.Status;

    private static KnownSubscriber Replace(KnownSubscriber known, SubscriberEntry row) =>
        known with
        {
            FirstName = row.FirstName ?? known.FirstName,
            LastName = row.LastName ?? known.LastName,
            TimeZone = row.TimeZone ?? known.TimeZone,
            Tags = row.Tags.Count == 0 ? known.Tags : string.Join(';', row.Tags),
            PausedUntil = row.PausedUntil ?? (row.Status is null or SubscriberStatus.Paused ? known.PausedUntil : null),
            Term = row.Term ?? known.Term,
            TermEndsAt = row.Term is null && row.TermEndsAt is null ? known.TermEndsAt : row.TermEndsAt,
        };

    private static KnownSubscriber FillIn(KnownSubscriber known, SubscriberEntry row)
    {
        var hasName = known.FirstName is not null || known.LastName is not null;
        return known with
        {
            FirstName = hasName ? known.FirstName : row.FirstName,
            LastName = hasName ? known.LastName : row.LastName,
            TimeZone = known.TimeZone ?? row.TimeZone,
            Tags = Union(known.Tags, row.Tags),
            Term = known.Term ?? row.Term,
            TermEndsAt = known.Term is null ? known.TermEndsAt ?? row.TermEndsAt : known.TermEndsAt,
        };
    }

    /// <summary>All tags, as far as a person may have them; those that are there stay.</summary>
    private static string? Union(string? known, IReadOnlyList<string> added)
    {
        var tags = new SortedSet<string>(known?.Split(';') ?? [], StringComparer.Ordinal);
        foreach (var tag in added.Where(tag => tags.Count < SubscriberFields.MaxTags || tags.Contains(tag)))
        {
            tags.Add(tag);
        }

        return tags.Count == 0 ? null : string.Join(';', tags);
    }
}
