namespace Newsletter.Dispatcher.Readers.Jobs;

/// <summary>How far a job is.</summary>
internal enum ReaderJobState
{
    Waiting,
    Running,
    Done,

    /// <summary>Somebody stopped it; what was done before is done.</summary>
    Cancelled,

    /// <summary>It cannot be done; the problem says why.</summary>
    Failed,
    Undoing,
    Undone,
}
