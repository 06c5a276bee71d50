namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>A link of the body, as the editor wrote it; it may contain template code.</summary>
internal sealed record LinkReference(string Url, string Text, int Line, int Column);
