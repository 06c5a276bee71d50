namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>A piece of code in a template's text.</summary>
internal sealed record CodePiece(int Offset, int Length, CodeSegment Segment);
