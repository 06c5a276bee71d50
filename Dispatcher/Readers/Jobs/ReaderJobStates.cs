using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Readers.Jobs;

/// <summary>The words for states of jobs, as they stand in the database. Tests: ReaderJobsTests.</summary>
internal static class ReaderJobStates
{
    public static readonly EnumWords<ReaderJobState> Words = new(
        (ReaderJobState.Waiting, "waiting"),
        (ReaderJobState.Running, "running"),
        (ReaderJobState.Done, "done"),
        (ReaderJobState.Cancelled, "cancelled"),
        (ReaderJobState.Failed, "failed"),
        (ReaderJobState.Undoing, "undoing"),
        (ReaderJobState.Undone, "undone")
    );

    public static string Word(this ReaderJobState state) => Words.Of(state);

    /// <summary>True while there is something to do.</summary>
    public static bool IsOpen(this ReaderJobState state) =>
        state is ReaderJobState.Waiting or ReaderJobState.Running or ReaderJobState.Undoing;
}
