using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Pauses a dispatch that goes wrong for everybody, before it has gone through the list: by what the relay says
/// (<see cref="SharedRefusals"/>, <see cref="CircuitBreaker"/>), and by messages that cannot be made. Asked by all
/// connections at once. It lives as long as a dispatch, over all of its runs.
/// </summary>
/// <param name="relays">Names of the relays for messages; one where it does not matter.</param>
internal sealed class SendGuard(
    BreakerSettings settings, long recipients, IReadOnlyList<string>? relays = null, long acceptedBefore = 0, bool isOneDomain = false)
{
    /// <summary>
    /// So many refusals for rate that all name one domain, while others are accepted, are that domain's.
    /// </summary>
    private const int RateOfOneDomain = 4;

    /// <summary>One subscriber's data may break a template; when it breaks for more than 1 %, the issue is what is broken.</summary>
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

    /// <summary>
    /// After a run: what keeps those from it who are tried later, where it is about us; null when there is nothing.
    /// </summary>
    public string? Waiting { get; private set; }

    /// <summary>What an operator should know although the dispatch goes on.</summary>
    public string? Notice => _breaker.Notice;

    /// <summary>Looks at what a relay answered before anything follows from it.</summary>
    /// <param name="relay">Index of the relay.</param>
    /// <returns>The outcome; <see cref="DeliveryOutcome.Ours"/> in its place where it is about us.</returns>
    public DeliveryOutcome Judge(int relay, DeliveryOutcome outcome, DueRecipient recipient)
    {
        if (outcome is DeliveryOutcome.Throttled throttled)
        {
            return throttled.IsOfDomain || IsOfOneDomain(recipient) ? throttled with { IsOfDomain = !isOneDomain } : throttled;
        }

        var meaning = _shared.Add(relay, outcome, recipient);
        switch (meaning)
        {
            case AnswerMeaning.Waits:
                return new DeliveryOutcome.Ours(Reply(outcome), new Trouble(TroubleKind.Unreachable, Explain(relay, Reply(outcome))));
            case AnswerMeaning.PutsOff:
                return new DeliveryOutcome.Ours(Reply(outcome), Trouble: null, IsPutOff: true);
            case AnswerMeaning.Pauses:
                return new DeliveryOutcome.Ours(Reply(outcome), Blame(relay, Reply(outcome)));
            default:
                Passed(outcome, recipient);
                return outcome;
        }
    }

    /// <summary>Takes in the outcome of one message.</summary>
    /// <returns>Null while the dispatch may go on; otherwise the one line that says why it must pause.</returns>
    public string? Add(DeliveryOutcome outcome, DueRecipient recipient)
    {
        var reason = outcome is DeliveryOutcome.Rejected { Cause: RefusalCause.Internal } broken && Interlocked.Increment(ref _broken) > _mostBroken
            ? $"the issue does not render for {_mostBroken + 1} subscribers, the last because: {broken.Reply}"
            : _breaker.Add(outcome, (int)recipient.Attempts + 1);
        return reason is null ? PauseReason : Pause(reason);
    }

    /// <summary>Judges a run that has ended: a list may be too short for a judgement while it is sent.</summary>
    /// <param name="open">How many are to be tried later.</param>
    /// <returns>Relays that are not to be used, with the reason; none where the dispatch pauses.</returns>
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

    /// <summary>A relay refuses for good what is about us. The last one that is left pauses the dispatch.</summary>
    /// <returns>What keeps everybody from this relay; null where the dispatch pauses.</returns>
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
        return $"{_relays[relay]}: {fault.What}: recipients get the answer \"{SmtpReply.ForLog(reply)}\". {fault.ToDo}.";
    }

    private bool IsOfOneDomain(DueRecipient recipient)
    {
        var domain = RelayAnswers.DomainOf(recipient.Email);
        lock (_lock)
        {
            var isSame = string.Equals(_slowDomain, domain, StringComparison.OrdinalIgnoreCase);
            (_slowDomain, _slowInARow, _othersPassed) = (domain, isSame ? _slowInARow + 1 : 1, isSame && _othersPassed);
            return !isOneDomain && _slowInARow >= RateOfOneDomain && _othersPassed;
        }
    }

    private void Passed(DeliveryOutcome outcome, DueRecipient recipient)
    {
        if (Volatile.Read(ref _slowDomain) is { } slow && !_othersPassed && outcome is DeliveryOutcome.Accepted
            && !recipient.Email.EndsWith($"@{slow}", StringComparison.OrdinalIgnoreCase))
        {
            lock (_lock)
            {
                _othersPassed = true;
            }
        }
    }

    private static string Reply(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Rejected rejected => rejected.Reply,
        DeliveryOutcome.Deferred deferred => deferred.Reply,
        _ => "",
    };
}
