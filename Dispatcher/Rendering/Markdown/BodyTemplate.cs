namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>Scriban template text made from a body, and where its code came from.</summary>
internal sealed record BodyTemplate(string Source, IReadOnlyList<CodePiece> Code)
{
    /// <summary>
    /// The piece of code at an offset of <see cref="Source"/>, for errors that Scriban finds when it renders; null in
    /// plain text.
    /// </summary>
    public CodeSegment? CodeAt(int offset) =>
        Code.FirstOrDefault(piece => offset >= piece.Offset && offset < piece.Offset + piece.Length)?.Segment;
}
