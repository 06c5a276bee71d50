using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Splicing;
using Newsletter.Dispatcher.Rendering.Templates;
using Scriban;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>
/// Reads the code of an issue without running it, and finds all faults at once: names that do not exist, names of
/// readers without a default, comparisons that are never true. Pure.
/// </summary>
internal static class CodeCheck
{
    public static IEnumerable<Problem> Problems(Issue issue, ScopeNames names)
    {
        var body = Template.Parse(issue.Body, issue.File);
        IEnumerable<Problem> found = body.HasErrors
            ? []
            : new CodeFaults(body, names, hasLines: true).Found.Select(one =>
                one.Finding.At(issue.File, issue.BodyLine + one.Span.Start.Line, one.Span.Start.Column + 1, one.Message)
            );
        foreach (var (key, text) in new[] { ("subject", issue.Subject), ("preheader", issue.Preheader) })
        {
            if (
                issue.KeyLines.TryGetValue(key, out var line)
                && ReaderLine.HasCode(text)
                && Template.Parse(text, issue.File) is { HasErrors: false } template
            )
            {
                found = found.Concat(
                    new CodeFaults(template, names, hasLines: false).Found.Select(one =>
                        one.Finding.At(issue.File, line, 0, one.Message)
                    )
                );
            }
        }

        return found;
    }
}
