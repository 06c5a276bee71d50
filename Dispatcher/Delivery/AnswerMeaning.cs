namespace Newsletter.Dispatcher.Delivery;

/// <summary>What an answer says.</summary>
internal enum AnswerMeaning
{
    /// <summary>It is about the address, or it is too early to tell.</summary>
    AboutAddress,

    /// <summary>4yz for everybody: the relay takes nothing from us now, so the dispatch waits for it.</summary>
    Waits,

    /// <summary>4yz for most, while some are accepted: these are tried later, and it costs them nothing.</summary>
    PutsOff,

    /// <summary>5yz for everybody or for most: only a person can mend it.</summary>
    Pauses,
}
