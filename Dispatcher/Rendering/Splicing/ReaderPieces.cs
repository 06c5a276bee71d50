using System.Text;
using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>Several pieces that one statement writes: the parts of a partial. Tests: SpliceTests.</summary>
/// <param name="Pieces">Fixed texts and reader pieces.</param>
internal sealed record ReaderPieces(IReadOnlyList<Piece> Pieces, bool IsOneLine) : ReaderPiece(IsOneLine)
{
    public override string Of(ReaderValues reader) => Text(Pieces, reader);

    /// <summary>The text of fixed texts and reader pieces.</summary>
    public static string Text(IReadOnlyList<Piece> pieces, ReaderValues reader)
    {
        if (pieces is [FixedText only])
        {
            return only.Text;
        }

        var text = new StringBuilder();
        foreach (var piece in pieces)
        {
            text.Append(piece is FixedText same ? same.Text : ((ReaderPiece)piece).Of(reader));
        }

        return text.ToString();
    }
}
