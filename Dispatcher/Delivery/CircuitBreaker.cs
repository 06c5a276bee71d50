using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Watches the outcomes of a dispatch's messages and says when to pause the dispatch, before one fault of ours or of
/// the relay has affected the whole list. There is one for each dispatch; all connections use it.
/// </summary>
/// <remarks>
/// It pauses at the first message that is too large for the relay or whose sender is refused; when the content is
/// refused for more than 2 % of the messages and three times at least; when more than <c>Percent</c> of the last
/// <c>Of</c> messages were refused for good; and when 10 in a row, or more than a fifth of the last <c>Of</c>, are
/// uncertain. Until <c>Of</c> messages are sent, 10 such outcomes are needed, so that a few dead addresses do not pause
/// a short list. After the first pause reason, all later messages get the same answer.
/// </remarks>
internal sealed class CircuitBreaker(BreakerSettings settings)
{
    private const int LeastToJudge = 10;
    private const int UncertainInARow = 10;
    private const int UncertainPercent = 20;
    private const int LeastOfContent = 3;
    private const int ContentPercent = 2;

    private readonly Lock _lock = new();
    private readonly LastAnswers<Verdict> _last = new(settings.Of);
    private long _messages;
    private long _ofContent;
    private int _uncertainInARow;
    private string? _reason;
    private string? _notice;

    private enum Verdict
    {
        Other,
        Refused,
        Uncertain,
    }

    /// <summary>A warning for the operator while the dispatch goes on; null when there is none.</summary>
    public string? Notice
    {
        get
        {
            lock (_lock)
            {
                return _notice;
            }
        }
    }

    /// <summary>Adds the outcome of one message.</summary>
    /// <param name="attempt">Which attempt it was, from 1.</param>
    /// <returns>Null when the dispatch may go on; otherwise the reason for the pause, in one line.</returns>
    public string? Add(DeliveryOutcome outcome, int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        lock (_lock)
        {
            return _reason ??= Judge(outcome, attempt);
        }
    }

    private string? Judge(DeliveryOutcome outcome, int attempt)
    {
        switch (outcome)
        {
            case DeliveryOutcome.RelayTrouble or DeliveryOutcome.Rejected { Cause: RefusalCause.Internal }:
                // Nothing was sent, so no relay answered.
                return null;
            case DeliveryOutcome.TooLarge tooLarge:
                return $"{tooLarge.Reply}. Make the issue smaller, or let the relay take more; then resume.";
            case DeliveryOutcome.Rejected { Cause: RefusalCause.Sender } sender:
                return $"the sender address is refused: {sender.Reply}. Check Newsletter:From and its DNS; then "
                    + "resume.";
            case DeliveryOutcome.Uncertain uncertain:
                Count(Verdict.Uncertain);
                return JudgeUncertain(uncertain.Reason);
            case DeliveryOutcome.Rejected rejected:
                Count(IsTelling(rejected.Cause, attempt) ? Verdict.Refused : Verdict.Other);
                return JudgeRefused(rejected);
            default:
                Count(Verdict.Other);
                return null;
        }
    }

    private string? JudgeRefused(DeliveryOutcome.Rejected rejected)
    {
        if (rejected.Cause is RefusalCause.Protocol)
        {
            _notice ??= $"the relay says that we speak wrongly, please report it: {rejected.Reply}";
        }

        if (
            rejected.Cause is RefusalCause.Content
            && ++_ofContent >= LeastOfContent
            && _ofContent * 100 > ContentPercent * _messages
        )
        {
            return $"the content was refused {_ofContent} times in {_messages} messages, the last time: "
                + $"{rejected.Reply}. "
                + "Correct the issue; then resume.";
        }

        return IsTooMany(Verdict.Refused, settings.Percent)
            ? $"{Share(Verdict.Refused)} were refused for good, the last time: {rejected.Reply}. "
                + "Ask the relay's operator and check the list; then resume."
            : null;
    }

    private string? JudgeUncertain(string reason) =>
        _uncertainInARow >= UncertainInARow || IsTooMany(Verdict.Uncertain, UncertainPercent)
            ? $"{Share(Verdict.Uncertain)} got no reply after their data, the last: {reason}. "
                + "Look at the relay's log; then resume."
            : null;

    private bool IsTooMany(Verdict verdict, int percent) =>
        _last.Of(verdict) is var count
        && count * 100 > percent * _last.Count
        && (_last.IsFull || count >= LeastToJudge);

    private string Share(Verdict verdict) => $"{_last.Of(verdict)} of the last {_last.Count} messages";

    private void Count(Verdict verdict)
    {
        _last.Add(verdict);
        _messages++;
        _uncertainInARow = verdict is Verdict.Uncertain ? _uncertainInARow + 1 : 0;
    }

    /// <summary>
    /// Refusals of one person count at the first attempt only. Addresses that are retried fail more often than others,
    /// and a few dead ones among them say nothing about the dispatch.
    /// </summary>
    private static bool IsTelling(RefusalCause cause, int attempt) =>
        attempt == 1
        || cause is RefusalCause.Policy or RefusalCause.Content or RefusalCause.Protocol or RefusalCause.Unspecified;
}
