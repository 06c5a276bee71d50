namespace Newsletter.Dispatcher.Rendering;

/// <summary>An issue rendered for one reader.</summary>
/// <param name="Subject">Without marks such as <c>[TEST]</c>; never empty.</param>
/// <param name="Preheader">Null when the issue has none.</param>
internal sealed record RenderedIssue(string Html, string Text, string Subject, string? Preheader);
