using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Health;

/// <summary>The words for looks, as they stand in the database. Tests: LookPlanTests.</summary>
internal static class LookKinds
{
    public static readonly EnumWords<LookKind> Words = new(
        (LookKind.Evening, "evening"),
        (LookKind.Morning, "morning")
    );

    public static string Word(this LookKind kind) => Words.Of(kind);
}
