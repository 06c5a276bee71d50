namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>The Scriban template text of a body, and the place of its code in the file.</summary>
internal sealed record BodyTemplate(string Source, IReadOnlyList<CodePiece> Code)
{
    /// <summary>
    /// The piece of code at an offset of <see cref="Source"/>, to place errors that Scriban reports when it renders;
    /// null for plain text.
    /// </summary>
    public CodeSegment? CodeAt(int offset) =>
        Code.FirstOrDefault(piece => offset >= piece.Offset && offset < piece.Offset + piece.Length)?.Segment;
}
