using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Pauses a dispatch that fails for everybody, before it has gone through the list: by the answers of the relay
/// (<see cref="SharedRefusals"/>, <see cref="CircuitBreaker"/>), and by messages that cannot be made. Thread-safe: all
/// connections use it. There is one for all runs of a dispatch.
/// Tests: RunWatchTests.
/// </summary>
/// <param name="relays">Names of the relays for messages; one name when it does not matter.</param>
internal sealed class SendGuard(
    BreakerSettings settings,
    long recipients,
    IReadOnlyList<string>? relays = null,
    long acceptedBefore = 0,
    bool isOneDomain = false
)
{
    /// <summary>
    /// So many refusals for rate in a row that all concern one domain, while others are accepted, are that domain's
    /// limit.
    /// </summary>
    private const int RateOfOneDomain = 4;

    /// <summary>
    /// One subscriber's data may break a template; if rendering fails for more than 1 %, the issue is broken.
    /// </summary>
    private readonly long _mostBroken = Math.Max(3, recipients / 100);

    private readonly IReadOnlyList<string> _relays = relays ?? ["the relay"];
    private readonly CircuitBreaker _breaker = new(settings);
    private readonly SharedRefusals _shared = new(relays?.Count ?? 1, acceptedBefore, isOneDomain);
    private readonly bool[] _isAtFault = new bool[relays?.Count ?? 1];
    private readonly Lock _lock = new();
    private string? _slowDomain;
    private int _slowInARow;
    private bool _othersPassed;
    private long _broken;
    private string? _reason;

    /// <summary>Why the dispatch must pause; null while it may go on.</summary>
    public string? PauseReason => Volatile.Read(ref _reason);

    /// <summary>After a run: why deliveries are tried later, if the reason is about us; null otherwise.</summary>
    public string? Waiting { get; private set; }

    /// <summary>A warning for the operator while the dispatch goes on; null when there is none.</summary>
    public string? Notice => _breaker.Notice;

    /// <summary>Judges a relay's answer before it is settled.</summary>
    /// <param name="relay">Index of the relay.</param>
    /// <returns>The outcome; replaced by <see cref="DeliveryOutcome.Ours"/> when it is about us.</returns>
    public DeliveryOutcome Judge(int relay, DeliveryOutcome outcome, DueRecipient recipient)
    {
        if (outcome is DeliveryOutcome.Throttled throttled)
        {
            return throttled.IsOfDomain || IsOfOneDomain(recipient)
                ? throttled with
                {
                    IsOfDomain = !isOneDomain,
                }
                : throttled;
        }

        var meaning = _shared.Add(relay, outcome, recipient);
        switch (meaning)
        {
            case AnswerMeaning.Waits:
                return new DeliveryOutcome.Ours(
                    Reply(outcome),
                    new Trouble(TroubleKind.Unreachable, Explain(relay, Reply(outcome)))
                );
            case AnswerMeaning.PutsOff:
                return new DeliveryOutcome.Ours(Reply(outcome), Trouble: null, IsPutOff: true);
            case AnswerMeaning.Pauses:
                return new DeliveryOutcome.Ours(Reply(outcome), Blame(relay, Reply(outcome)));
            default:
                Passed(outcome, recipient);
                return outcome;
        }
    }

    /// <summary>Adds the outcome of one message.</summary>
    /// <returns>Null when the dispatch may go on; otherwise the reason for the pause, in one line.</returns>
    public string? Add(DeliveryOutcome outcome, DueRecipient recipient)
    {
        var reason =
            outcome is DeliveryOutcome.Rejected { Cause: RefusalCause.Internal } broken
            && Interlocked.Increment(ref _broken) > _mostBroken
                ? $"the issue does not render for {_mostBroken + 1} subscribers, the last because: {broken.Reply}"
                : _breaker.Add(outcome, (int)recipient.Attempts + 1);
        return reason is null ? PauseReason : Pause(reason);
    }

    /// <summary>Judges a run that has ended, because a short list cannot be judged while it is sent.</summary>
    /// <param name="open">How many deliveries will be tried later.</param>
    /// <returns>Relays that must not be used, with the reason; none when the dispatch pauses.</returns>
    public IReadOnlyList<(int Relay, Trouble Trouble)> End(long open)
    {
        List<(int Relay, Trouble Trouble)> closed = [];
        Waiting = null;
        foreach (var answer in _shared.End(open))
        {
            if (!answer.IsHard)
            {
                Waiting ??= Explain(answer.Relay, answer.Reply);
            }
            else if (Blame(answer.Relay, answer.Reply) is { } trouble)
            {
                closed.Add((answer.Relay, trouble));
            }
        }

        return PauseReason is null ? closed : [];
    }

    /// <inheritdoc cref="SharedRefusals.TakeBack()"/>
    public IReadOnlyList<TakenBack> TakeBack() => _shared.TakeBack();

    /// <summary>Records that a relay refuses us for good. When no other relay is left, the dispatch pauses.</summary>
    /// <returns>Why the relay must not be used; null when the dispatch pauses.</returns>
    private Trouble? Blame(int relay, string reply)
    {
        lock (_lock)
        {
            _isAtFault[relay] = true;
            if (!_isAtFault.All(isAtFault => isAtFault))
            {
                return new Trouble(TroubleKind.Refused, Explain(relay, reply));
            }
        }

        Pause($"{Explain(relay, reply)} Then resume: those who were refused are tried again.");
        return null;
    }

    private string Pause(string reason) => Interlocked.CompareExchange(ref _reason, reason, null) ?? reason;

    private string Explain(int relay, string reply)
    {
        var fault = RelayAdvice.For(reply);
        return $"{_relays[relay]}: {fault.What}: recipients get the answer \"{SmtpReply.ForLog(reply)}\". "
            + $"{fault.ToDo}.";
    }

    private bool IsOfOneDomain(DueRecipient recipient)
    {
        var domain = MailDomain.Of(recipient.Email);
        lock (_lock)
        {
            var isSame = string.Equals(_slowDomain, domain, StringComparison.OrdinalIgnoreCase);
            (_slowDomain, _slowInARow, _othersPassed) = (domain, isSame ? _slowInARow + 1 : 1, isSame && _othersPassed);
            return !isOneDomain && _slowInARow >= RateOfOneDomain && _othersPassed;
        }
    }

    private void Passed(DeliveryOutcome outcome, DueRecipient recipient)
    {
        if (
            Volatile.Read(ref _slowDomain) is { } slow
            && !_othersPassed
            && outcome is DeliveryOutcome.Accepted
            && !recipient.Email.EndsWith($"@{slow}", StringComparison.OrdinalIgnoreCase)
        )
        {
            lock (_lock)
            {
                _othersPassed = true;
            }
        }
    }

    private static string Reply(DeliveryOutcome outcome) =>
        outcome switch
        {
            DeliveryOutcome.Rejected rejected => rejected.Reply,
            DeliveryOutcome.Deferred deferred => deferred.Reply,
            _ => "",
        };
}
