using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Splicing;
using Newsletter.Dispatcher.Rendering.Templates;
using Scriban;
using Scriban.Parsing;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>
/// Checks the code in the lines of the front matter: subject and preheader may have placeholders, the title may not.
/// Pure.
/// Tests: ReaderLineTests.
/// </summary>
internal static class LineCode
{
    public static IEnumerable<Problem> Problems(Issue issue)
    {
        if (ReaderLine.HasCode(issue.Title))
        {
            yield return Findings.TitleCode.At(
                issue.File,
                LineOf(issue, "title"),
                0,
                "the title is the same for all readers and stands in the archive, so it can have no {{ … }}; write it "
                    + "into a line subject:, and a title without it."
            );
        }

        foreach (var (key, text) in new[] { ("subject", issue.Subject), ("preheader", issue.Preheader) })
        {
            var isItsOwn = issue.KeyLines.ContainsKey(key);
            if (!isItsOwn || !ReaderLine.HasCode(text))
            {
                continue;
            }

            if (FaultOf(text, issue.File) is { } fault)
            {
                yield return Findings.CodeSyntax.At(
                    issue.File,
                    LineOf(issue, key),
                    0,
                    $"the code in the {key} cannot be read: {fault}."
                );
            }
        }
    }

    private static string? FaultOf(string text, string file)
    {
        var template = Template.Parse(text, file);
        if (template.Messages.FirstOrDefault(message => message.Type is ParserMessageType.Error) is { } message)
        {
            return EngineWords.OfSyntax(message.Message);
        }

        // For the engine, code that is not closed ends with the text.
        var isOpen =
            text.LastIndexOf("{{", StringComparison.Ordinal) > text.LastIndexOf("}}", StringComparison.Ordinal)
            && !text.Contains("{%{", StringComparison.Ordinal);
        return isOpen ? "it has no end; write }} behind it" : null;
    }

    private static int LineOf(Issue issue, string key) => issue.KeyLines.GetValueOrDefault(key);
}
