using Newsletter.Dispatcher.Rendering.Templates;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>A piece that needs no template engine and cannot fail.</summary>
internal abstract record ReaderPiece(bool IsOneLine) : OpenPiece(IsOneLine)
{
    /// <summary>The text for this reader, escaped.</summary>
    public abstract string Of(ReaderValues reader);
}
