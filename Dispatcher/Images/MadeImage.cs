namespace Newsletter.Dispatcher.Images;

/// <summary>An image ready for mails, or why there is none.</summary>
/// <param name="Fault">The end of a sentence that begins with the image's name; null when there is an image.</param>
/// <param name="Note">Advice, in the same form; null when there is none.</param>
internal sealed record MadeImage(byte[]? Content, string? Fault, string? Note = null);
