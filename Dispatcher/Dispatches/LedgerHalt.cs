namespace Newsletter.Dispatcher.Dispatches;

/// <summary>Why a run may send no more messages.</summary>
internal enum LedgerHalt
{
    /// <summary>The dispatch was paused, stopped or ended.</summary>
    NotSending,

    /// <summary>The dispatch has a newer revision of its files.</summary>
    Corrected,

    /// <summary>Another process owns the database; this process records nothing more.</summary>
    Replaced,
}
