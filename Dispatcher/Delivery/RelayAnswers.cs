using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>What one relay answered in one dispatch. Pure; not for several threads at once.</summary>
internal sealed class RelayAnswers(long acceptedBefore)
{
    /// <summary>Answers of the last messages that are looked at.</summary>
    private const int Window = 50;

    /// <summary>
    /// More different answers than this are not told apart: a relay that answers everybody alike has few.
    /// </summary>
    private const int MostKinds = 500;

    /// <summary>Stands for acceptances among the last answers.</summary>
    private static readonly AlikeAnswers Acceptance = new(reply: "");

    private readonly Dictionary<string, AlikeAnswers> _kinds = new(StringComparer.Ordinal);
    private readonly LastAnswers<AlikeAnswers> _last = new(Window);
    private readonly DomainSpread _domains = new();
    private int _soft;

    /// <summary>Messages accepted in this dispatch.</summary>
    public long Accepted { get; private set; } = acceptedBefore;

    /// <summary>Answers that were 5yz.</summary>
    public int Hard { get; private set; }

    /// <summary>Those of them that are to be tried again, as a route that may be mended.</summary>
    public int HardAndOpen { get; private set; }

    /// <summary>Answers that were counted and no acceptance.</summary>
    public long Refused => Hard + _soft;

    /// <summary>Recipients of two domains at least were refused.</summary>
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

    /// <summary>So many had this answer in a row, and nobody was accepted meanwhile, that it is about us.</summary>
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
    /// Nobody was accepted, and so many were refused, each for a reason of its own, that none of them counts.
    /// </summary>
    public bool IsNobodyAccepted => Accepted == 0 && (Hard >= 10 || _soft >= 10);

    /// <summary>More than half of the last answers are this one.</summary>
    public bool IsMostOfLast(AlikeAnswers alike) => _last.Of(alike) * 2 > Window;
}
