namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>An issue whose common parts were run once for all readers.</summary>
/// <param name="Html">The HTML part: fixed texts and pieces for each reader; no two texts follow each other.</param>
/// <param name="Text">The text part, in the same form.</param>
internal sealed record SplicedIssue(IReadOnlyList<Piece> Html, IReadOnlyList<Piece> Text);
