namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>A part of an issue that was run as far as it goes without a reader.</summary>
internal abstract record Piece;
