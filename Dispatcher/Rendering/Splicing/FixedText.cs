namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>Text that is the same for every reader.</summary>
internal sealed record FixedText(string Text) : Piece;
