using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// Words with values of the reader in their places: <c>{{ say "Mail.SignedUpWith" newsletter.name subscriber.email
/// }}</c>.
/// Tests: SpliceTests.
/// </summary>
/// <param name="Pieces">Fixed texts and reader values, escaped.</param>
internal sealed record ReaderSentence(IReadOnlyList<Piece> Pieces, TemplateKind Kind, bool IsOneLine)
    : ReaderPiece(IsOneLine)
{
    public override string Of(ReaderValues reader)
    {
        var text = string.Concat(
            Pieces.Select(piece => piece is FixedText same ? same.Text : ((ReaderPiece)piece).Of(reader))
        );
        return Kind is TemplateKind.Text ? TextLines.Break(text) : text;
    }
}
