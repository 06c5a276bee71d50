namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>The place of the body in its page. It is replaced by the pieces of the body.</summary>
internal sealed record BodyPlace(bool IsOneLine) : OpenPiece(IsOneLine);
