namespace Newsletter.Dispatcher.Subscribers;

/// <summary>What importing one row came to.</summary>
internal enum ImportChange
{
    Added,
    Updated,
    Unchanged,

    /// <summary>The person has left, the row would have brought them back: nothing was changed.</summary>
    Kept,
}

/// <summary>Decides what a row of an import changes about somebody who is on the list already. Pure.</summary>
internal static class SubscriberMerge
{
    /// <summary>How people leave, each weightier than the one before: an import may only ever go up.</summary>
    private static readonly string[] Departures = [SubscriberStatus.Bounced, SubscriberStatus.Unsubscribed, SubscriberStatus.Complained];

    /// <summary>
    /// What the row says wins, what it leaves empty stays; its tags replace the old ones. Address and day of
    /// joining stay. Who has left stays away, and only a row that knows it may change anything about them.
    /// </summary>
    public static (ImportChange Change, KnownSubscriber Result) Decide(KnownSubscriber known, SubscriberEntry row)
    {
        var departure = Array.IndexOf(Departures, known.Status);
        var rowDeparture = Array.IndexOf(Departures, row.Status);
        if (departure >= 0 && rowDeparture < 0)
        {
            return (ImportChange.Kept, known);
        }

        var result = known with
        {
            FirstName = row.FirstName ?? known.FirstName,
            LastName = row.LastName ?? known.LastName,
            TimeZone = row.TimeZone ?? known.TimeZone,
            Status = departure > rowDeparture ? known.Status : row.Status ?? known.Status,
            Tags = row.Tags.Count == 0 ? known.Tags : string.Join(';', row.Tags),
        };
        return (result == known ? ImportChange.Unchanged : ImportChange.Updated, result);
    }
}

/// <summary>Somebody on the list, as far as an import may change them.</summary>
/// <param name="Tags">In order of the alphabet, separated by <c>;</c>; null for none.</param>
internal sealed record KnownSubscriber(
    long Id, string? FirstName, string? LastName, string? TimeZone, string Status, string? Tags);
