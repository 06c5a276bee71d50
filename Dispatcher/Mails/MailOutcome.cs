using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Mails;

/// <summary>What became of a mail, ready to be written.</summary>
/// <param name="CountsAsAttempt">False when the relay was the trouble.</param>
/// <param name="DueAt">The next try; null leaves it as it is.</param>
/// <param name="IsResend">True when it may have arrived already.</param>
/// <param name="Reply">Cleaned text; null keeps the last one.</param>
/// <param name="Cause">What the refusal says about the address, in one word; null when it was none.</param>
/// <param name="Suppress">The address that must get nothing from now on; null as a rule.</param>
internal sealed record MailOutcome(
    DeliveryState State,
    bool CountsAsAttempt,
    string? Reply,
    DateTimeOffset? DueAt = null,
    bool IsResend = false,
    string? Cause = null,
    NewSuppression? Suppress = null
)
{
    /// <summary>Nothing was sent, through no fault of the recipient: the mail is due as before.</summary>
    public static readonly MailOutcome Released = new(DeliveryState.Pending, CountsAsAttempt: false, Reply: null);
}
