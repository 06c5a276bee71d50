namespace Newsletter.Dispatcher.Delivery;

/// <summary>What an answer of a relay is about, and what follows.</summary>
internal enum AnswerMeaning
{
    /// <summary>The answer is about the address, or it is too early to tell.</summary>
    AboutAddress,

    /// <summary>
    /// 4yz for everybody: the relay accepts nothing from us now, so the dispatch waits for the relay.
    /// </summary>
    Waits,

    /// <summary>
    /// 4yz for most, while some are accepted: these deliveries are deferred, and the attempt does not count.
    /// </summary>
    PutsOff,

    /// <summary>5yz for everybody or for most: only a person can fix the cause, so the dispatch pauses.</summary>
    Pauses,
}
