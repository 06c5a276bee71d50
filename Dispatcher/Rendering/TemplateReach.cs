using Newsletter.Dispatcher.Issues;
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

    /// <summary>The names of all templates that a page needs, also of those that cannot be read.</summary>
    /// <param name="page">The name of the page's template.</param>
    /// <param name="bodyHtml">The text of the issue for HTML, which can include partials; null for none.</param>
    /// <param name="bodyText">The same for the text part.</param>
    public static IReadOnlySet<string> Names(
        TemplateSet templates,
        string page,
        Template? bodyHtml = null,
        Template? bodyText = null
    ) =>
        new[] { (Kind: TemplateKind.Html, Body: bodyHtml), (Kind: TemplateKind.Text, Body: bodyText) }
            .SelectMany(part =>
                Of(templates, page, part.Kind, part.Body)
                    .SelectMany(code =>
                        code.Use.IncludesAnything ? templates.Partials(part.Kind).Names : code.Use.Partials
                    )
                    .Select(partial => TemplateSet.PartialName(partial, part.Kind))
                    .Prepend(page + TemplateSet.Suffix(part.Kind))
            )
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// Faults of template files as one page sees them: a template that the page does not need is only a warning.
    /// </summary>
    /// <param name="needed">What <see cref="Names"/> returned for the page.</param>
    public static IEnumerable<Problem> Judge(IEnumerable<Problem> faults, IReadOnlySet<string> needed) =>
        faults.Select(fault =>
            fault.Severity is not Severity.Error || needed.Contains(fault.File["templates/".Length..])
                ? fault
                : fault with
                {
                    Severity = Severity.Warning,
                    Message = $"{fault.Message} Issues that do not use this template are sent.",
                }
        );
}
