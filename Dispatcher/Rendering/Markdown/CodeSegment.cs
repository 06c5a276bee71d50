namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>A piece of template code in an issue's body.</summary>
/// <param name="Index">The number of the segment in the body, from 0.</param>
/// <param name="Text">The text with its braces, as the editor wrote it.</param>
/// <param name="Offset">The offset in the body.</param>
/// <param name="Blocks">The blocks that it opens (+), divides (=) and ends (-), in order; see
/// <see cref="CodeStructure"/>.</param>
internal sealed record CodeSegment(
    int Index,
    CodeKind Kind,
    string Text,
    int Offset,
    int Line,
    int Column,
    string Blocks
);
