using Newsletter.Dispatcher.Rendering.Preview;

namespace Newsletter.Dispatcher.Desk.Writing;

/// <summary>The ways in which the page of an issue shows the mail. Tests: WritePageTests.</summary>
internal static class PreviewViews
{
    public const string Usual = "desktop";

    /// <summary>The word in the address, and the name for people.</summary>
    public static readonly IReadOnlyList<(string Word, string Name)> All =
    [
        (Usual, "Desktop"),
        ("phone", "Phone"),
        ("dark", "Dark"),
        ("images-off", "Images off"),
        ("unstyled", "Without styles"),
        ("text", "Plain text"),
    ];

    /// <summary>The view of a word; the usual one for any other word.</summary>
    public static string Known(string? word) => All.Any(view => view.Word == word) ? word! : Usual;

    /// <summary>Null for the plain text.</summary>
    public static MailLook? LookOf(string view) =>
        view is Usual or "phone" ? MailLook.Light : MailLooks.Words.Find(view);
}
