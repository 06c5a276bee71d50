namespace Newsletter.Dispatcher.Dispatches;

/// <summary>Why a run lets no message go any more.</summary>
internal enum LedgerHalt
{
    /// <summary>The dispatch was paused, stopped or ended.</summary>
    NotSending,

    /// <summary>It has newer files.</summary>
    Corrected,

    /// <summary>Another process sends from the database; this one records nothing any more.</summary>
    Replaced,
}
