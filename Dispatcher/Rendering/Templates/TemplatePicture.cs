namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>A picture beside the templates that a template shows.</summary>
/// <param name="Path">Relative to <c>templates/</c>, percent-decoded.</param>
/// <param name="File">The template, as messages name it.</param>
internal sealed record TemplatePicture(string Path, string File, int Line, int Column);
