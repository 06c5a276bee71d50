namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>The place of the body in its page. Replaced by the pieces of the body.</summary>
internal sealed record BodyPlace(bool IsOneLine) : OpenPiece(IsOneLine);
