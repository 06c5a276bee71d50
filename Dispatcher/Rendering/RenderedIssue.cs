namespace Newsletter.Dispatcher.Rendering;

/// <summary>An issue rendered for one reader.</summary>
internal sealed record RenderedIssue(string Html, string Text);
