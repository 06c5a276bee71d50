namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>An issue that was run once, as far as it is the same for every reader.</summary>
/// <param name="Html">Texts and what is left to be made for each reader; no two texts follow each other.</param>
/// <param name="Text">The same for the text part.</param>
internal sealed record SplicedIssue(IReadOnlyList<Piece> Html, IReadOnlyList<Piece> Text);
