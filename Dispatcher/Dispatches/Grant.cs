namespace Newsletter.Dispatcher.Dispatches;

/// <summary>Whether the requested message may be sent.</summary>
internal enum Grant
{
    /// <summary>No message was requested.</summary>
    None,
    Go,

    /// <summary>The subscriber has left.</summary>
    Skipped,

    /// <summary>
    /// No message may be sent any more; <see cref="LedgerWriter.Halt"/> says why. The delivery is unchanged.
    /// </summary>
    Halted,
}
