using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Recognises HTML that was pasted from a word processor, by the names that it writes. Pure.
/// Tests: MarkdownSupportTests.
/// </summary>
internal static class PastedHtml
{
    private const string GoogleDocs = "docs-internal-guid";

    /// <summary>True for a name that Google Docs gives a piece of text.</summary>
    public static bool IsId(string id) => id.StartsWith(GoogleDocs, StringComparison.Ordinal);

    /// <summary>The first element of such a program, and the program's name; null when there is none.</summary>
    public static (IElement Element, string Program)? Source(IElement body) =>
        body.QuerySelector($"[id^='{GoogleDocs}']") is { } docs ? (docs, "Google Docs")
        : body.QuerySelector("[class^='Mso']") is { } word ? (word, "Word")
        : null;
}
