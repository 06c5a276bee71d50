namespace Newsletter.Dispatcher.Delivery;

/// <summary>How a run ended.</summary>
internal enum RunEnd
{
    /// <summary>Nothing is left to send.</summary>
    Done,

    /// <summary>Deliveries are due later.</summary>
    Waiting,

    /// <summary>An operator or the breaker paused the dispatch; it goes on when it is resumed.</summary>
    Paused,

    /// <summary>An operator stopped the dispatch for good.</summary>
    Stopped,

    /// <summary>There is a newer revision of the frozen files; continue with it at once.</summary>
    Corrected,

    /// <summary>
    /// A recipient was claimed and released, through no fault of their own, and is due as before; continue at once.
    /// </summary>
    Partial,

    /// <summary>Another process owns the database now.</summary>
    Replaced,
}
