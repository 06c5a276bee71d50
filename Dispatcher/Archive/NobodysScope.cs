using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Splicing;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Scriban;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Archive;

/// <summary>The objects that an issue's code sees in the archive: nobody reads. Tests: ArchiveTests.</summary>
internal static class NobodysScope
{
    /// <param name="date">The slot's local date.</param>
    public static ScriptObject Of(Issue issue, NewsletterSettings newsletter, DateOnly date)
    {
        var values = RenderScope.Issue(issue, date, newsletter.Language);
        var bare = Scope(issue, newsletter, RenderScope.WithoutLines(values));
        foreach (var name in new[] { "subject", "preheader" })
        {
            if (values[name] is string text && ReaderLine.HasCode(text))
            {
                values[name] = Line(text, issue.File, bare);
            }
        }

        return Scope(issue, newsletter, values);
    }

    /// <summary>
    /// The preheader as a reader without a name gets it; null when there is none, or when it is empty.
    /// </summary>
    public static string? Preheader(ScriptObject scope) =>
        (scope["issue"] as ScriptObject)?["preheader"] is string { Length: > 0 } text ? text : null;

    private static string Line(string text, string file, ScriptObject scope) =>
        ReaderLine.Clean(
            Sandbox.Render(
                Template.Parse(text, file),
                TemplateKind.Text,
                TemplateSet.Empty.Partials(TemplateKind.Text),
                [scope],
                out _
            ) ?? ""
        );

    private static ScriptObject Scope(Issue issue, NewsletterSettings newsletter, ScriptObject values)
    {
        // The links that a mail signs for its reader lead a stranger to the sign-up page.
        var signUp = ArchiveAddress.SignUp(newsletter);
        var nobody = new Recipient(0, Email: "", FirstName: null, LastName: null, TimeZone: null, Status: "", Tags: []);
        return RenderScope.Named(
            ("newsletter", RenderScope.Newsletter(newsletter)),
            ("look", RenderScope.Look(newsletter.Look)),
            ("subscriber", RenderScope.Subscriber(nobody, reference: null)),
            (
                "links",
                RenderScope.Named(
                    ("web", ArchiveAddress.Issue(newsletter, issue.Slug)),
                    ("subscribe", signUp),
                    ("unsubscribe", signUp),
                    ("manage", signUp),
                    ("pay", signUp)
                )
            ),
            ("issue", RenderScope.WithBody(values, ""))
        );
    }
}
