namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>An image beside the issue that the body shows.</summary>
/// <param name="Path">Relative to the folder of the issues, percent-decoded: <c>river/map.png</c>.</param>
internal sealed record ImageReference(string Path, string Alt, int Line, int Column);
