using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// The place where a template shows the subject or the preheader of an issue, made for each reader.
/// Tests: ReaderLineTests.
/// </summary>
internal sealed record LinePiece(ReaderLine Line, TemplateKind Kind, bool IsOneLine) : OpenPiece(IsOneLine)
{
    /// <summary>The line, escaped for its part; null when it cannot be made for this reader.</summary>
    public string? Of(ReaderValues reader, LinkBook links) =>
        Line.Of(reader, links, out _) is not { } text ? null
        : Kind is TemplateKind.Html ? RawHtml.Escape(text)
        : text;
}
