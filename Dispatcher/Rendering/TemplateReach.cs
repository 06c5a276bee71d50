using Newsletter.Dispatcher.Rendering.Splicing;
using Newsletter.Dispatcher.Rendering.Templates;
using Scriban;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>
/// The code that a page can run: its template, the text of the issue, and the partials that these include.
/// Tests: LetterPicturesTests.
/// </summary>
internal static class TemplateReach
{
    /// <summary>Each template once. A template that is missing is left out.</summary>
    /// <param name="page">The name of the page's template.</param>
    /// <param name="body">The text of the issue, which can include partials; null for none.</param>
    /// <returns>The names as <see cref="TemplateSet"/> has them; null for the body.</returns>
    public static IEnumerable<(string? Name, ScriptBlockStatement Code, CodeUse Use)> Of(
        TemplateSet templates,
        string page,
        TemplateKind kind,
        Template? body = null
    )
    {
        var open = new Stack<(string? Name, Template? Template)>([
            (page + TemplateSet.Suffix(kind), templates.Find(page, kind)),
            (null, body),
        ]);
        var partials = templates.Partials(kind);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out var next))
        {
            if (next.Template?.Page?.Body is not { } code)
            {
                continue;
            }

            var use = CodeUse.Of(code);
            yield return (next.Name, code, use);
            foreach (var partial in (use.IncludesAnything ? partials.Names : use.Partials).Where(seen.Add))
            {
                open.Push((TemplateSet.PartialName(partial, kind), partials.Find(partial)));
            }
        }
    }
}
