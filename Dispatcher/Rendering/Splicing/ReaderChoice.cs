using System.Text;
using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// A choice by whether the reader has a value: <c>{{ if subscriber.first_name }} … {{ else }} … {{ end }}</c>.
/// </summary>
/// <remarks>An empty value is one; as Scriban has it, only null is none.</remarks>
/// <param name="Then">Texts and pieces of this kind.</param>
/// <param name="Else">The same; empty without <c>else</c>.</param>
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
