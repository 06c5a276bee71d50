namespace Newsletter.Dispatcher.Subscribers.Forms;

/// <summary>The words of other products for how a person stands with them.</summary>
internal static class ForeignStatus
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["active"] = SubscriberStatus.Active,
        ["subscribed"] = SubscriberStatus.Active,
        ["confirmed"] = SubscriberStatus.Active,
        ["enabled"] = SubscriberStatus.Active,
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

        ["pending"] = SubscriberStatus.Pending,
        ["unconfirmed"] = SubscriberStatus.Pending,
        ["inactive"] = SubscriberStatus.Pending,
        ["unactivated"] = SubscriberStatus.Pending,
        ["nonsubscribed"] = SubscriberStatus.Pending,
        ["non-subscribed"] = SubscriberStatus.Pending,
        ["transactional"] = SubscriberStatus.Pending,

        ["unsubscribed"] = SubscriberStatus.Unsubscribed,
        ["cancelled"] = SubscriberStatus.Unsubscribed,
        ["canceled"] = SubscriberStatus.Unsubscribed,
        ["disabled"] = SubscriberStatus.Unsubscribed,
        ["blocklisted"] = SubscriberStatus.Unsubscribed,
        ["blacklisted"] = SubscriberStatus.Unsubscribed,
        ["blocked"] = SubscriberStatus.Unsubscribed,
        ["removed"] = SubscriberStatus.Unsubscribed,
        ["deleted"] = SubscriberStatus.Unsubscribed,
        ["archived"] = SubscriberStatus.Unsubscribed,
        ["spammy"] = SubscriberStatus.Unsubscribed,

        ["bounced"] = SubscriberStatus.Bounced,
        ["cleaned"] = SubscriberStatus.Bounced,
        ["undeliverable"] = SubscriberStatus.Bounced,

        ["complained"] = SubscriberStatus.Complained,
        ["complaint"] = SubscriberStatus.Complained,
        ["complaining"] = SubscriberStatus.Complained,
        ["spam"] = SubscriberStatus.Complained,
        ["abuse"] = SubscriberStatus.Complained,
    };

    /// <summary>How somebody stands by a word of the row; nothing is said by an empty one, and an unknown one is a problem.</summary>
    /// <param name="column">Where the word stands, for the problem.</param>
    public static Standing Of(string word, string column)
    {
        if (word.Length == 0)
        {
            return new(null);
        }

        var shown = word.Length > 40 ? word[..40] + "…" : word;
        return Words.TryGetValue(word, out var status)
            ? new(status)
            : new(null, Problem: $"{column} {shown} is no status that is known here; change it to active, pending, unsubscribed, bounced or complained");
    }
}
