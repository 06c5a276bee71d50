using Newsletter.Dispatcher.Bounces.Report;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Bounces;

/// <summary>
/// Takes a mail that came to a return path, as bytes: a bounce, a complaint, or a subscriber who leaves by mail.
/// </summary>
/// <remarks>Nothing is ever answered, so no two machines can write to each other for ever.</remarks>
internal sealed class ReturnedMail(ReturnStore book, Departures departures, SignedToken tokens)
{
    /// <param name="mail">Only its first <see cref="BounceMessage.MaxBytes"/> are read.</param>
    /// <param name="source">Where it came in, in one word.</param>
    /// <param name="sentTo">Where it was sent, as the envelope said; null where only its header tells.</param>
    public async Task<ReturnOutcome> TakeAsync(
        ReadOnlyMemory<byte> mail,
        string source,
        string? sentTo,
        CancellationToken cancellationToken
    )
    {
        var report = BounceMessage.Read(mail.Span);

        // The token decides who leaves, not who has written; a machine's answer to the subject is no wish.
        if (
            report is { Kind: BounceKind.Other, AsksToLeave: true, IsAutoSubmitted: false, HasNullSender: false }
            && book.MessageOf(report, sentTo) is { } message
        )
        {
            return await departures.LeaveAsync(
                tokens.Sign(TokenPurpose.Unsubscribe, message.SubscriberId),
                cancellationToken
            )
                ? ReturnOutcome.Left
                : ReturnOutcome.NotOurs;
        }

        return await book.TakeAsync(report, source, sentTo, cancellationToken);
    }
}
