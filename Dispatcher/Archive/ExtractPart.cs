namespace Newsletter.Dispatcher.Archive;

/// <summary>A piece of text that is shown with the words that were found marked. It is text, never HTML.</summary>
internal sealed record ExtractPart(string Text, bool IsFound);
