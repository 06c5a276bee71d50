using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Accounts;

/// <summary>
/// The words for a role, as they stand in the database, in settings and on screen. Tests: EnumWordsTests.
/// </summary>
internal static class Roles
{
    public static readonly EnumWords<Role> Words = new(
        (Role.Owner, "owner"),
        (Role.Operator, "operator"),
        (Role.Editor, "editor"),
        (Role.Writer, "writer"),
        (Role.Support, "support")
    );

    public static string Word(this Role role) => Words.Of(role);
}
