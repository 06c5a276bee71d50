using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Finds out whether a refusal is about one address or about us: a refusal is about an address only while messages to
/// others are accepted. There is one for each dispatch; it gets every answer and judges each relay on its own. Pure.
/// </summary>
/// <remarks>
/// <para>
/// A refusal is about us when several recipients in a row got it without an acceptance between, when more than half of
/// the last answers are this refusal, or when no message was accepted at all. Refusals of one domain alone say nothing
/// about the relay, unless the whole list has one domain.
/// </para>
/// <para>A recipient who gets the same answer again at a retry is not counted: it is probably about the address.</para>
/// </remarks>
/// <param name="relays">How many relays there are.</param>
/// <param name="acceptedBefore">How many messages of this dispatch were accepted before, for example before a
/// restart.</param>
/// <param name="isOneDomain">True when all recipients have one domain.</param>
internal sealed class SharedRefusals(int relays, long acceptedBefore = 0, bool isOneDomain = false)
{
    private readonly Lock _lock = new();
    private readonly RelayAnswers[] _relays =
    [
        .. Enumerable.Range(0, relays).Select(_ => new RelayAnswers(acceptedBefore)),
    ];
    private readonly List<TakenBack> _takenBack = [];

    /// <summary>Adds one answer.</summary>
    /// <param name="relay">Index of the relay that gave it.</param>
    public AnswerMeaning Add(int relay, DeliveryOutcome outcome, DueRecipient recipient)
    {
        switch (outcome)
        {
            case DeliveryOutcome.Accepted:
                lock (_lock)
                {
                    _relays[relay].Accept();
                }

                return AnswerMeaning.AboutAddress;
            case DeliveryOutcome.Rejected { Cause: not RefusalCause.Internal } rejected:
                return Refuse(_relays[relay], rejected.Reply, recipient, isOpen: false);
            case DeliveryOutcome.Deferred deferred when !RateWords.IsGreylisting(deferred.Reply):
                return Refuse(_relays[relay], deferred.Reply, recipient, isOpen: true);
            default:
                return AnswerMeaning.AboutAddress;
        }
    }

    /// <summary>Judges the answers at the end of a run: a short list cannot be judged while it is sent.</summary>
    /// <param name="open">How many deliveries will be tried later.</param>
    /// <returns>The answers that relays gave to all or most; a 5yz only when more recipients got one than are open
    /// otherwise. The attempts of these recipients are taken back.</returns>
    public IReadOnlyList<SharedAnswer> End(long open)
    {
        lock (_lock)
        {
            List<SharedAnswer> found = [];
            for (var relay = 0; relay < _relays.Length; relay++)
            {
                var answers = _relays[relay];
                foreach (var alike in answers.All.Where(alike => answers.Accepted == 0 || IsMost(alike, answers)))
                {
                    if (
                        !alike.IsHard
                        || (answers.Hard > open - answers.HardAndOpen && !(answers.Accepted > 0 && alike.WasToldBefore))
                    )
                    {
                        IReadOnlyList<long> ids = alike.TakeAll();
                        _takenBack.AddRange(ids.Select(id => new TakenBack(id, StaysDeferred: !alike.IsHard)));
                        found.AddRange(
                            ids.Count > 0 ? [new SharedAnswer(relay, alike.Reply, alike.IsHard, alike.Count)] : []
                        );
                    }
                }
            }

            return found;
        }
    }

    /// <summary>
    /// Deliveries whose last answer turned out to be about us, since the last call: their attempt does not count.
    /// </summary>
    public IReadOnlyList<TakenBack> TakeBack()
    {
        lock (_lock)
        {
            IReadOnlyList<TakenBack> taken = [.. _takenBack];
            _takenBack.Clear();
            return taken;
        }
    }

    private AnswerMeaning Refuse(RelayAnswers answers, string reply, DueRecipient recipient, bool isOpen)
    {
        var key = AnswerKey.Of(reply, recipient.Email);
        var hadItBefore = recipient.Reply is { } before && AnswerKey.Of(before, recipient.Email) == key;
        var wasOurs = recipient.Cause == RefusalCause.Ours.Word();
        lock (_lock)
        {
            var alike = answers.Find(key, reply);
            alike.WasToldBefore |= hadItBefore && wasOurs;
            if (hadItBefore && !wasOurs && answers.Accepted > 0)
            {
                return AnswerMeaning.AboutAddress;
            }

            answers.Count(alike, recipient, isOpen);
            return Judge(answers, alike, recipient.SubscriberId);
        }
    }

    private AnswerMeaning Judge(RelayAnswers answers, AlikeAnswers alike, long subscriberId)
    {
        if (answers.IsInRow(alike) && (isOneDomain || alike.IsOfMoreDomains))
        {
            TakeBack(alike, alike.TakeFresh(), subscriberId);
            return alike.IsHard ? AnswerMeaning.Pauses : AnswerMeaning.Waits;
        }

        if (answers.IsNobodyAccepted && (isOneDomain || answers.IsOfMoreDomains))
        {
            foreach (var other in answers.All)
            {
                TakeBack(other, other.TakeAll(), subscriberId);
            }

            return alike.IsHard ? AnswerMeaning.Pauses : AnswerMeaning.Waits;
        }

        if (answers.IsMostOfLast(alike) && (isOneDomain || alike.IsOfMoreDomains))
        {
            TakeBack(alike, alike.TakeAll(), subscriberId);
            return alike.IsHard ? AnswerMeaning.Pauses : AnswerMeaning.PutsOff;
        }

        return AnswerMeaning.AboutAddress;
    }

    /// <param name="current">The recipient whose answer is not written yet, so there is nothing to take back.</param>
    private void TakeBack(AlikeAnswers alike, IEnumerable<long> ids, long current)
    {
        alike.WasOurs = true;
        _takenBack.AddRange(ids.Where(id => id != current).Select(id => new TakenBack(id, StaysDeferred: false)));
    }

    private bool IsMost(AlikeAnswers alike, RelayAnswers answers) =>
        alike.Count >= 3
        && alike.Count * 2 > answers.Accepted + answers.Refused
        && (isOneDomain || alike.IsOfMoreDomains);
}
