using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Subscriptions.Links;

/// <summary>How long links work that are mailed on demand, and how often they are mailed; pure.</summary>
internal static class FreshLinkRule
{
    /// <summary>How long a link works that a reader asked for.</summary>
    public static readonly TimeSpan Works = TimeSpan.FromMinutes(30);

    /// <summary>How long the address before can take a change of address back.</summary>
    public static readonly TimeSpan RefuseWithin = TimeSpan.FromHours(48);

    /// <summary>How far back letters with links are counted.</summary>
    public static readonly TimeSpan CountedSpan = TimeSpan.FromDays(1);

    private const int MostInHour = 5;
    private const int MostInSpan = 12;
    private static readonly TimeSpan BetweenLetters = TimeSpan.FromMinutes(1);

    /// <summary>Whether an address may get one more letter with a link: nobody floods an inbox through us.</summary>
    /// <param name="mailed">When it got such letters within <see cref="CountedSpan"/>.</param>
    public static bool MayMail(IReadOnlyCollection<DateTimeOffset> mailed, DateTimeOffset now) =>
        mailed.Count(at => now - at < CountedSpan) < MostInSpan
        && mailed.Count(at => now - at < TimeSpan.FromHours(1)) < MostInHour
        && mailed.All(at => now - at >= BetweenLetters);

    /// <summary>
    /// Who can be mailed a link: also somebody who has left, because they may want their data, or to be erased.
    /// </summary>
    public static bool CanBeMailed(SubscriberStatus status) =>
        status
            is SubscriberStatus.Active
                or SubscriberStatus.Paused
                or SubscriberStatus.Expired
                or SubscriberStatus.Unsubscribed;
}
