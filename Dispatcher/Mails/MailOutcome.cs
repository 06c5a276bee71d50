using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Mails;

/// <summary>The outcome of a mail, ready to be written.</summary>
/// <param name="State">One of <see cref="DeliveryState"/>.</param>
/// <param name="CountsAsAttempt">False when the relay was at fault.</param>
/// <param name="DueAt">When to try next; null leaves the time unchanged.</param>
/// <param name="IsResend">True when the mail may have arrived already.</param>
/// <param name="Reply">The cleaned reply; null keeps the last one.</param>
/// <param name="Cause">What the refusal says about the address, in one word; null when there was no refusal.</param>
/// <param name="Suppress">The address to suppress; null in most cases.</param>
internal sealed record MailOutcome(
    string State,
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
