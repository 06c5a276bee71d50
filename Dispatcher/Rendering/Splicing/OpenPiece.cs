namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>A piece that is made for each reader.</summary>
/// <param name="IsOneLine">True in an indented place, where Scriban indents each line. A value of one line needs
/// nothing; if the value is empty or has several lines, the issue is rendered as a whole.</param>
internal abstract record OpenPiece(bool IsOneLine) : Piece;
