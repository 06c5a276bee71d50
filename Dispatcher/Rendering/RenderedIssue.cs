namespace Newsletter.Dispatcher.Rendering;

/// <summary>An issue as one reader gets it.</summary>
internal sealed record RenderedIssue(string Html, string Text);
