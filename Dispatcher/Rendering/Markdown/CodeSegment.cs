namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>A piece of template code in an issue's body.</summary>
/// <param name="Index">From 0 in the order of the body.</param>
/// <param name="Text">With its braces, as the editor wrote it.</param>
/// <param name="Offset">In the body.</param>
/// <param name="Blocks">What it opens (+), divides (=) and ends (-), in order; see <see cref="CodeStructure"/>.</param>
internal sealed record CodeSegment(
    int Index,
    CodeKind Kind,
    string Text,
    int Offset,
    int Line,
    int Column,
    string Blocks
);
