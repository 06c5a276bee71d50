namespace Newsletter.Dispatcher.Readers.Jobs;

/// <summary>What is done to many readers at once.</summary>
internal enum ReaderJobKind
{
    AddTag,
    RemoveTag,
    Pause,
    Resume,
    Extend,

    /// <summary>Ends suppressions that bounces led to.</summary>
    Lift,

    /// <summary>Reads a file and says what an import of it would come to.</summary>
    ImportCheck,
    Import,
}
