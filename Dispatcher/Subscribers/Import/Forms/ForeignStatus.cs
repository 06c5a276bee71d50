namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>The words of other products for how a person stands with them. Tests: ForeignFormTests.</summary>
internal static class ForeignStatus
{
    /// <summary>Words that mean the same with everybody.</summary>
    private static readonly Dictionary<string, SubscriberStatus?> ClearWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["active"] = SubscriberStatus.Active,
        ["subscribed"] = SubscriberStatus.Active,
        ["confirmed"] = SubscriberStatus.Active,
        ["enabled"] = SubscriberStatus.Active,
        ["opted_in"] = SubscriberStatus.Active,
        ["optin"] = SubscriberStatus.Active,
        ["opt_in"] = SubscriberStatus.Active,

        ["pending"] = SubscriberStatus.Pending,
        ["unconfirmed"] = SubscriberStatus.Pending,
        ["not_confirmed"] = SubscriberStatus.Pending,
        ["unactivated"] = SubscriberStatus.Pending,
        ["nonsubscribed"] = SubscriberStatus.Pending,
        ["non_subscribed"] = SubscriberStatus.Pending,
        ["not_subscribed"] = SubscriberStatus.Pending,
        ["never_subscribed"] = SubscriberStatus.Pending,
        ["requires_verification"] = SubscriberStatus.Pending,

        ["unsubscribed"] = SubscriberStatus.Unsubscribed,
        ["unsubscribe"] = SubscriberStatus.Unsubscribed,
        ["opted_out"] = SubscriberStatus.Unsubscribed,
        ["optout"] = SubscriberStatus.Unsubscribed,
        ["opt_out"] = SubscriberStatus.Unsubscribed,
        ["blocklisted"] = SubscriberStatus.Unsubscribed,
        ["blacklisted"] = SubscriberStatus.Unsubscribed,
        ["blocked"] = SubscriberStatus.Unsubscribed,
        ["suppressed"] = SubscriberStatus.Unsubscribed,
        ["removed"] = SubscriberStatus.Unsubscribed,
        ["deleted"] = SubscriberStatus.Unsubscribed,
        ["abgemeldet"] = SubscriberStatus.Unsubscribed,
        ["désabonné"] = SubscriberStatus.Unsubscribed,
        ["desabonne"] = SubscriberStatus.Unsubscribed,
        ["baja"] = SubscriberStatus.Unsubscribed,

        ["bounced"] = SubscriberStatus.Bounced,
        ["hard_bounced"] = SubscriberStatus.Bounced,
        ["hard_bounce"] = SubscriberStatus.Bounced,
        ["hardbounce"] = SubscriberStatus.Bounced,
        ["cleaned"] = SubscriberStatus.Bounced,
        ["undeliverable"] = SubscriberStatus.Bounced,
        ["invalid_email"] = SubscriberStatus.Bounced,

        ["complained"] = SubscriberStatus.Complained,
        ["complaint"] = SubscriberStatus.Complained,
        ["complaining"] = SubscriberStatus.Complained,
        ["spam"] = SubscriberStatus.Complained,
        ["marked_as_spam"] = SubscriberStatus.Complained,
        ["spam_complaint"] = SubscriberStatus.Complained,
        ["abuse"] = SubscriberStatus.Complained,
        ["junk"] = SubscriberStatus.Complained,
    };

    /// <summary>Words that only mean this with the products whose forms are known here.</summary>
    private static readonly Dictionary<string, SubscriberStatus?> ProductWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["regular"] = SubscriberStatus.Active,
        ["cold"] = SubscriberStatus.Active,
        ["free"] = SubscriberStatus.Active,
        ["unpaid"] = SubscriberStatus.Active,
        ["paid"] = SubscriberStatus.Active,
        ["premium"] = SubscriberStatus.Active,
        ["gifted"] = SubscriberStatus.Active,
        ["comped"] = SubscriberStatus.Active,
        ["trialed"] = SubscriberStatus.Active,
        ["churning"] = SubscriberStatus.Active,
        ["churned"] = SubscriberStatus.Active,
        ["past_due"] = SubscriberStatus.Active,

        // Buttondown: the payment is on hold, the mail is not.
        ["paused"] = SubscriberStatus.Active,

        ["inactive"] = SubscriberStatus.Pending,
        ["transactional"] = SubscriberStatus.Pending,

        ["cancelled"] = SubscriberStatus.Unsubscribed,
        ["canceled"] = SubscriberStatus.Unsubscribed,
        ["disabled"] = SubscriberStatus.Unsubscribed,
        ["archived"] = SubscriberStatus.Unsubscribed,
        ["spammy"] = SubscriberStatus.Unsubscribed,
    };

    /// <summary>
    /// The status of a word that means the same with everybody, in any case and spelling; null for another.
    /// </summary>
    public static SubscriberStatus? Clear(string word) => ClearWords.GetValueOrDefault(Spelt(word));

    /// <summary>The standing with which a person gets least mail; a problem counts most.</summary>
    public static Standing Least(params IEnumerable<Standing> standings) =>
        standings.MaxBy(standing =>
            standing switch
            {
                { Problem: not null } => 6,
                { Status: SubscriberStatus.Complained } => 5,
                { Status: SubscriberStatus.Unsubscribed } => 4,
                { Status: SubscriberStatus.Bounced } => 3,
                { Status: SubscriberStatus.Active } => 1,
                { Status: null } => 0,
                _ => 2,
            }
        );

    /// <summary>
    /// How somebody stands by a word of the row; nothing is said by an empty one, and an unknown one is a problem.
    /// </summary>
    /// <param name="column">Where the word stands, for the problem.</param>
    public static Standing Of(string word, string column)
    {
        if (word.Length == 0)
        {
            return new(null);
        }

        var shown = word.Length > 40 ? word[..40] + "…" : word;
        return (Clear(word) ?? ProductWords.GetValueOrDefault(Spelt(word))) is { } status
            ? new(status)
            : new(
                null,
                Problem: $"{column} {shown} is no status that is known here; change it to active, pending, "
                    + "unsubscribed, bounced or complained"
            );
    }

    private static string Spelt(string word) => word.Trim().Replace(' ', '_').Replace('-', '_');
}
