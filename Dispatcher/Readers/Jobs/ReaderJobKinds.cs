using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Readers.Jobs;

/// <summary>The words for kinds of jobs, as they stand in the database. Tests: ReaderJobsTests.</summary>
internal static class ReaderJobKinds
{
    public static readonly EnumWords<ReaderJobKind> Words = new(
        (ReaderJobKind.AddTag, "tag-add"),
        (ReaderJobKind.RemoveTag, "tag-remove"),
        (ReaderJobKind.Pause, "pause"),
        (ReaderJobKind.Resume, "resume"),
        (ReaderJobKind.Extend, "extend"),
        (ReaderJobKind.Lift, "lift"),
        (ReaderJobKind.ImportCheck, "import-check"),
        (ReaderJobKind.Import, "import")
    );

    public static string Word(this ReaderJobKind kind) => Words.Of(kind);

    public static bool IsImport(this ReaderJobKind kind) => kind is ReaderJobKind.Import or ReaderJobKind.ImportCheck;

    /// <summary>True where what was before can be brought back: no reader was mailed, and no right was given.</summary>
    public static bool CanBeUndone(this ReaderJobKind kind) =>
        kind is ReaderJobKind.AddTag or ReaderJobKind.RemoveTag or ReaderJobKind.Pause or ReaderJobKind.Resume;
}
