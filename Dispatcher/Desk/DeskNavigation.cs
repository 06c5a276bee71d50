namespace Newsletter.Dispatcher.Desk;

/// <summary>The ways between the desk's pages. Tests: DeskPageTests.</summary>
internal static class DeskNavigation
{
    private static readonly (string Title, string Path)[] Ways =
    [
        ("Today", "/desk"),
        ("Queue", "/desk/queue"),
        ("Issues", "/desk/issues"),
        ("Dispatches", "/desk/dispatches"),
        ("Readers", "/desk/readers"),
        ("Returns", "/desk/returns"),
        ("Suppressions", "/desk/suppressions"),
        ("Mails", "/desk/mails"),
        ("Doctor", "/desk/doctor"),
        ("Settings", "/desk/settings"),
        ("Audit", "/desk/audit"),
        ("Accounts", "/desk/accounts"),
    ];

    /// <summary>The pages that are there and that the person may see.</summary>
    public static IEnumerable<(string Title, string Path)> For(DeskPerson person) =>
        Ways.Where(way => DeskRights.All.Any(row => row.Route == way.Path && person.Can(row.Look)));

    /// <summary>Whether a way leads to the page that is open, or to the list that the page belongs to.</summary>
    public static bool IsHere(string way, PathString open) =>
        way == "/desk" ? open == way : open.StartsWithSegments(way);
}
