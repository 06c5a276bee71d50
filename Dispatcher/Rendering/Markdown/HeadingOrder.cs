using Markdig.Syntax;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Checks the headings of a body together: people who hear a mail jump from heading to heading. Pure.
/// Tests: MarkdownSupportTests.
/// </summary>
internal static class HeadingOrder
{
    /// <param name="title">The title of the issue, which the template writes above the body.</param>
    public static IEnumerable<(Finding Finding, int Offset, string Message)> Of(
        MarkdownDocument document,
        BodyCode code,
        string title
    )
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

        // The template's heading with the title is the first level; the body continues with the first or the second.
        var level = 1;
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            var end = Math.Min(heading.Span.End + 1, code.Masked.Length);
            var words = Words(code.Masked[Math.Min(heading.Span.Start, end)..end]);
            if (words.Length > 0 && words.Equals(Words(title), StringComparison.OrdinalIgnoreCase))
            {
                yield return (
                    Findings.HeadingTitle,
                    heading.Span.Start,
                    "this heading repeats the title, which stands above the text already; delete it."
                );
            }
            else if (words.Length > 0 && !seen.Add(words))
            {
                yield return (
                    Findings.HeadingTwice,
                    heading.Span.Start,
                    $"the heading \"{StrayMark.Short(words)}\" stands twice; give one another name."
                );
            }

            if (heading.Level > level + 1)
            {
                yield return (
                    Findings.HeadingSkipped,
                    heading.Span.Start,
                    $"this heading has level {heading.Level}, and the one before it has level {level}; write "
                        + $"{new string('#', level + 1)}, because people who hear the mail miss a level."
                );
            }

            level = heading.Level;
        }
    }

    /// <summary>A heading's text without its marks.</summary>
    private static string Words(string source) => source.Split('\n')[0].Trim(' ', '#', '*', '_', '\t');
}
