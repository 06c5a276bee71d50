namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>A part of an issue after the run without a reader.</summary>
internal abstract record Piece;
