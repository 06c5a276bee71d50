using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The words for what a dispatch sends, as they stand in the database. Tests: EnumWordsTests.</summary>
internal static class DispatchKinds
{
    public static readonly EnumWords<DispatchKind> Words = new(
        (DispatchKind.Issue, "issue"),
        (DispatchKind.Correction, "correction")
    );

    public static string Word(this DispatchKind kind) => Words.Of(kind);
}
