namespace Newsletter.Dispatcher.Delivery;

/// <summary>The recipients who got the same answer from a relay. Tests: SharedRefusalsTests.</summary>
internal sealed class AlikeAnswers(string reply)
{
    /// <summary>How many recipients are remembered, so that their attempts can be given back.</summary>
    private const int MostRemembered = 10_000;

    /// <summary>
    /// If fewer messages than this were accepted between two such answers, they may have been in transfer when the
    /// relay began to refuse.
    /// </summary>
    private const int Apart = 8;

    private readonly DomainSpread _domains = new();
    private readonly List<long> _ids = [];
    private int _firstFresh;
    private long _acceptedThen;

    /// <summary>The text of the answer, from its first recipient.</summary>
    public string Reply => reply;

    /// <summary>True for 5yz.</summary>
    public bool IsHard { get; } = reply.StartsWith('5');

    public int Count { get; private set; }

    /// <summary>How many recipients got the answer since the last acceptance.</summary>
    public int Fresh { get; private set; }

    /// <inheritdoc cref="DomainSpread.IsOfMoreDomains"/>
    public bool IsOfMoreDomains => _domains.IsOfMoreDomains;

    /// <summary>
    /// Many messages were accepted between two such answers, so the answer is probably about addresses.
    /// </summary>
    public bool WasHeardBefore { get; private set; }

    /// <summary>The answer was once judged to be about us.</summary>
    public bool WasOurs { get; set; }

    /// <summary>A recipient got the answer in an earlier run, and it was judged to be about us then.</summary>
    public bool WasToldBefore { get; set; }

    /// <param name="accepted">How many messages the relay has accepted so far.</param>
    public void Add(long subscriberId, string domain, long accepted)
    {
        if (accepted - _acceptedThen >= Apart)
        {
            WasHeardBefore |= Count > 0;
            _firstFresh = _ids.Count;
        }

        Fresh = accepted == _acceptedThen ? Fresh : 0;
        _acceptedThen = accepted;
        Count++;
        Fresh++;
        _domains.Add(domain);
        if (_ids.Count < MostRemembered)
        {
            _ids.Add(subscriberId);
        }
    }

    /// <summary>Returns and forgets the recipients who got the answer since the last series of acceptances.</summary>
    public IReadOnlyList<long> TakeFresh()
    {
        IReadOnlyList<long> fresh = _ids[_firstFresh..];
        _ids.RemoveRange(_firstFresh, _ids.Count - _firstFresh);
        return fresh;
    }

    /// <summary>Returns and forgets all recipients who got the answer.</summary>
    public IReadOnlyList<long> TakeAll()
    {
        IReadOnlyList<long> all = [.. _ids];
        _ids.Clear();
        _firstFresh = 0;
        return all;
    }
}
