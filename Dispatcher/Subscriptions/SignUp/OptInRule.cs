using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>
/// Who may be asked to confirm an address, and who may come back by it; pure.
/// Tests: SignUpQueueTests.
/// </summary>
internal static class OptInRule
{
    /// <summary>How long a confirm mail's link works.</summary>
    public static readonly TimeSpan LinkWorks = TimeSpan.FromDays(7);

    /// <summary>How far back mails to one address are counted.</summary>
    public static readonly TimeSpan CountedSpan = TimeSpan.FromDays(30);

    private const int MostInSpan = 3;
    private const int MostInSpanByHand = 10;
    private static readonly TimeSpan BetweenMailsByHand = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenMails = TimeSpan.FromHours(24);

    /// <summary>Whether a sign-up makes a confirm mail, as far as the person's own state goes.</summary>
    /// <param name="status">The person's status; null when nobody has the address.</param>
    /// <param name="suppressed">The address's suppressions.</param>
    public static bool MaySignUp(SubscriberStatus? status, IEnumerable<SuppressedKey> suppressed) =>
        status
            is null
                or SubscriberStatus.Pending
                or SubscriberStatus.Unsubscribed
                or SubscriberStatus.Expired
                or SubscriberStatus.Bounced
        && suppressed.All(one => one.MayBeLifted());

    /// <summary>Whether an address may get one more mail that asks for a confirmation.</summary>
    /// <param name="asked">When it got such mails within <see cref="CountedSpan"/>.</param>
    public static bool MayAskAgain(IReadOnlyCollection<DateTimeOffset> asked, DateTimeOffset now) =>
        asked.Count(at => now - at < CountedSpan) < MostInSpan && asked.All(at => now - at >= BetweenMails);

    /// <summary>
    /// The same when somebody at the desk asks for it, because the reader wrote that no mail came.
    /// </summary>
    public static bool MayBeAskedByHand(IReadOnlyCollection<DateTimeOffset> asked, DateTimeOffset now) =>
        asked.Count(at => now - at < CountedSpan) < MostInSpanByHand && asked.All(at => now - at >= BetweenMailsByHand);
}
