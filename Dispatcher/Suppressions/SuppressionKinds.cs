using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Suppressions;

/// <summary>
/// The words for kinds of suppressions, as they stand in the database and on screen.
/// Tests: SuppressionTableTests.
/// </summary>
internal static class SuppressionKinds
{
    public static readonly EnumWords<SuppressionKind> Words = new(
        (SuppressionKind.Bounce, "bounce"),
        (SuppressionKind.Complaint, "complaint"),
        (SuppressionKind.Erased, "erased"),
        (SuppressionKind.Operator, "operator")
    );

    public static string Word(this SuppressionKind kind) => Words.Of(kind);
}
