using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>Template code that must be run by the template engine for each reader.</summary>
internal sealed record ReaderCode(ScriptStatement Statement, ReaderScript Script, bool IsOneLine)
    : OpenPiece(IsOneLine);
