using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// A plain value: <c>{{ subscriber.email }}</c>, <c>{{ subscriber.first_name | default "there" }}</c>.
/// Tests: SpliceTests.
/// </summary>
/// <param name="Fallback">The text in place of a value that is null or empty; null without <c>default</c>.</param>
internal sealed record ReaderValue(ReaderField Field, string? Fallback, TemplateKind Kind, bool IsOneLine)
    : ReaderPiece(IsOneLine)
{
    public override string Of(ReaderValues reader)
    {
        var value = reader[Field];
        var shown = string.IsNullOrEmpty(value) ? Fallback ?? "" : value;
        return Kind is TemplateKind.Html ? RawHtml.Escape(shown) : shown;
    }
}
