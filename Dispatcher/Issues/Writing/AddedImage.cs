namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>An image that somebody gave for an issue. Tests: ImageFilesTests.</summary>
/// <param name="Path">As Markdown names it, for example <c>2026-11-24-river/map.png</c>; null when it was
/// refused.</param>
/// <param name="Fault">What is wrong and what to do; null when it was taken.</param>
/// <param name="Note">Advice about an image that was taken; null as a rule.</param>
internal sealed record AddedImage(string? Path, string? Fault, string? Note)
{
    public static AddedImage Refused(string fault) => new(Path: null, fault, Note: null);
}
