namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>A style sheet as it is written, and its rules. Tests: LetterPageTests.</summary>
internal sealed record LetterSheet(string Css, LetterStyles Styles);
