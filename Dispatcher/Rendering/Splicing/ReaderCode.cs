using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>Template code that only a run can tell.</summary>
internal sealed record ReaderCode(ScriptStatement Statement, ReaderScript Script, bool IsOneLine)
    : OpenPiece(IsOneLine);
