using System.Net;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// The page of a body with a word in the place of each piece of code: HTML that may still be changed.
/// Tests: IssueBodyTests.
/// </summary>
internal sealed record MaskedPage(string Html, BodyCode Code)
{
    /// <summary>The page as Scriban text, with its code.</summary>
    public BodyTemplate Template => Code.Assemble(Html, WithoutBraces, InHtml);

    /// <summary>Escapes braces, so that a brace in the text never begins code.</summary>
    private static string WithoutBraces(string html) => html.Replace("{", "&#123;", StringComparison.Ordinal);

    private static string InHtml(CodeSegment segment) =>
        segment.Kind is CodeKind.Literal ? WithoutBraces(WebUtility.HtmlEncode(segment.Text)) : segment.Text;
}
