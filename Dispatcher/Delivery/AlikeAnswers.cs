namespace Newsletter.Dispatcher.Delivery;

/// <summary>Those who had the same answer from a relay.</summary>
internal sealed class AlikeAnswers(string reply)
{
    /// <summary>Who is remembered, so that an attempt can be given back.</summary>
    private const int MostRemembered = 10_000;

    /// <summary>
    /// Fewer acceptances than this between two may have been under way when the relay changed its mind.
    /// </summary>
    private const int Apart = 8;

    private readonly DomainSpread _domains = new();
    private readonly List<long> _ids = [];
    private int _firstFresh;
    private long _acceptedThen;

    /// <summary>The answer as the first one had it.</summary>
    public string Reply => reply;

    /// <summary>5yz.</summary>
    public bool IsHard { get; } = reply.StartsWith('5');

    public int Count { get; private set; }

    /// <summary>Those since somebody was accepted.</summary>
    public int Fresh { get; private set; }

    /// <inheritdoc cref="DomainSpread.IsOfMoreDomains"/>
    public bool IsOfMoreDomains => _domains.IsOfMoreDomains;

    /// <summary>Many were accepted between two of these, so that it may well be about addresses.</summary>
    public bool WasHeardBefore { get; private set; }

    /// <summary>It was found to be about us once.</summary>
    public bool WasOurs { get; set; }

    /// <summary>Somebody had it before, and it was about us then.</summary>
    public bool WasToldBefore { get; set; }

    /// <param name="accepted">How many the relay has accepted so far.</param>
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

    /// <summary>Those who had it since many were accepted; they are forgotten.</summary>
    public IReadOnlyList<long> TakeFresh()
    {
        IReadOnlyList<long> fresh = _ids[_firstFresh..];
        _ids.RemoveRange(_firstFresh, _ids.Count - _firstFresh);
        return fresh;
    }

    /// <summary>All who had it; they are forgotten.</summary>
    public IReadOnlyList<long> TakeAll()
    {
        IReadOnlyList<long> all = [.. _ids];
        _ids.Clear();
        _firstFresh = 0;
        return all;
    }
}
