namespace Newsletter.Dispatcher.Delivery;

/// <summary>How a run ended.</summary>
internal enum RunEnd
{
    /// <summary>Nothing is left to send.</summary>
    Done,

    /// <summary>Somebody is due later.</summary>
    Waiting,

    /// <summary>By an operator or by the breaker; it goes on when it is resumed.</summary>
    Paused,

    /// <summary>By an operator, for good.</summary>
    Stopped,

    /// <summary>There are newer files; go on with them at once.</summary>
    Corrected,

    /// <summary>Somebody was tried and is due as before, through no fault of their own; go on at once.</summary>
    Partial,

    /// <summary>Another process sends from the database now.</summary>
    Replaced,
}
