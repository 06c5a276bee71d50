using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Suppressions;

/// <summary>The words for what came back, as they stand in the database. Tests: EnumWordsTests.</summary>
internal static class ReturnKinds
{
    public static readonly EnumWords<ReturnKind> Words = new(
        (ReturnKind.Bounce, "bounce"),
        (ReturnKind.Complaint, "complaint")
    );

    public static string Word(this ReturnKind kind) => Words.Of(kind);
}
