using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>What one relay answered in one dispatch. Pure; not thread-safe.</summary>
internal sealed class RelayAnswers(long acceptedBefore)
{
    /// <summary>How many of the last answers are compared.</summary>
    private const int Window = 50;

    /// <summary>
    /// How many different answers are remembered. A relay that refuses everybody for one cause gives few.
    /// </summary>
    private const int MostKinds = 500;

    /// <summary>Represents an acceptance among the last answers.</summary>
    private static readonly AlikeAnswers Acceptance = new(reply: "");

    private readonly Dictionary<string, AlikeAnswers> _kinds = new(StringComparer.Ordinal);
    private readonly LastAnswers<AlikeAnswers> _last = new(Window);
    private readonly DomainSpread _domains = new();
    private int _soft;

    /// <summary>Messages accepted in this dispatch.</summary>
    public long Accepted { get; private set; } = acceptedBefore;

    /// <summary>How many answers were 5yz.</summary>
    public int Hard { get; private set; }

    /// <summary>How many of the 5yz are tried again, for example because an operator may fix a broken route.</summary>
    public int HardAndOpen { get; private set; }

    /// <summary>How many answers were refusals.</summary>
    public long Refused => Hard + _soft;

    /// <summary>True when recipients of at least two domains were refused.</summary>
    public bool IsOfMoreDomains => _domains.IsOfMoreDomains;

    public IReadOnlyCollection<AlikeAnswers> All => _kinds.Values;

    public void Accept()
    {
        Accepted++;
        _last.Add(Acceptance);
    }

    public AlikeAnswers Find(string key, string reply)
    {
        if (!_kinds.TryGetValue(key, out var alike))
        {
            alike = new AlikeAnswers(reply);
            if (_kinds.Count < MostKinds)
            {
                _kinds.Add(key, alike);
            }
        }

        return alike;
    }

    /// <param name="isOpen">True when the recipient is tried again.</param>
    public void Count(AlikeAnswers alike, DueRecipient recipient, bool isOpen)
    {
        var domain = MailDomain.Of(recipient.Email);
        _domains.Add(domain);
        Hard += alike.IsHard ? 1 : 0;
        HardAndOpen += alike.IsHard && isOpen ? 1 : 0;
        _soft += alike.IsHard ? 0 : 1;
        alike.Add(recipient.SubscriberId, domain, Accepted);
        if (recipient.Attempts == 0)
        {
            _last.Add(alike);
        }
    }

    /// <summary>
    /// True when so many recipients got this answer in a row, without an acceptance between, that the answer is about
    /// us.
    /// </summary>
    public bool IsInRow(AlikeAnswers alike) =>
        alike.Fresh
        >= alike switch
        {
            { WasOurs: true } => 2,
            { WasHeardBefore: true } => 20,
            { IsHard: true } => 10,
            _ => Accepted == 0 ? 3 : 5,
        };

    /// <summary>
    /// True when none was accepted and so many were refused, even for different reasons, that the relay refuses us as a
    /// whole.
    /// </summary>
    public bool IsNobodyAccepted => Accepted == 0 && (Hard >= 10 || _soft >= 10);

    /// <summary>True when more than half of the last answers are this one.</summary>
    public bool IsMostOfLast(AlikeAnswers alike) => _last.Of(alike) * 2 > Window;
}
