namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>What is made anew for each reader.</summary>
/// <param name="IsOneLine">
/// Stands in an indented place, where Scriban indents each line. A value of one line needs nothing; for an empty one or
/// one of several lines the issue is rendered plainly.
/// </param>
internal abstract record OpenPiece(bool IsOneLine) : Piece;
