namespace Newsletter.Dispatcher.Dispatches;

/// <summary>Whether the message that was asked for may go.</summary>
internal enum Grant
{
    /// <summary>None was asked for.</summary>
    None,
    Go,

    /// <summary>The subscriber left meanwhile.</summary>
    Skipped,

    /// <summary>
    /// No message may go any more; <see cref="LedgerWriter.Halt"/> says why. The delivery is as it was.
    /// </summary>
    Halted,
}
