using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// A choice by the reader's values: <c>{{ if subscriber.first_name }} … {{ else }} … {{ end }}</c>,
/// <c>{{ if subscriber.term == "trial" }} … {{ end }}</c>.
/// Tests: SpliceTests.
/// </summary>
/// <param name="Tests">All of them must hold.</param>
/// <param name="Then">Fixed texts and reader pieces.</param>
/// <param name="Else">Fixed texts and reader pieces; empty without <c>else</c>.</param>
internal sealed record ReaderChoice(
    IReadOnlyList<ReaderTest> Tests,
    IReadOnlyList<Piece> Then,
    IReadOnlyList<Piece> Else,
    bool IsOneLine
) : ReaderPiece(IsOneLine)
{
    public override string Of(ReaderValues reader)
    {
        foreach (var test in Tests)
        {
            if (!test.Holds(reader))
            {
                return ReaderPieces.Text(Else, reader);
            }
        }

        return ReaderPieces.Text(Then, reader);
    }
}
