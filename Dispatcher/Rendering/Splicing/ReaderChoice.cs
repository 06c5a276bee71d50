using System.Text;
using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// A choice by whether the reader has a value: <c>{{ if subscriber.first_name }} … {{ else }} … {{ end }}</c>.
/// Tests: SpliceTests.
/// </summary>
/// <remarks>An empty value counts as a value: as in Scriban, only null is false.</remarks>
/// <param name="Then">Fixed texts and reader pieces.</param>
/// <param name="Else">Fixed texts and reader pieces; empty without <c>else</c>.</param>
internal sealed record ReaderChoice(
    ReaderField Field,
    IReadOnlyList<Piece> Then,
    IReadOnlyList<Piece> Else,
    bool IsOneLine
) : ReaderPiece(IsOneLine)
{
    public override string Of(ReaderValues reader)
    {
        var branch = reader[Field] is null ? Else : Then;
        if (branch is [FixedText only])
        {
            return only.Text;
        }

        var text = new StringBuilder();
        foreach (var piece in branch)
        {
            text.Append(piece is FixedText same ? same.Text : ((ReaderPiece)piece).Of(reader));
        }

        return text.ToString();
    }
}
