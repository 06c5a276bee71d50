namespace Newsletter.Dispatcher.Rendering;

/// <summary>A letter as one reader gets it, with what it has to show.</summary>
/// <param name="HtmlFile">The template of the HTML, as messages name it.</param>
/// <param name="TextFile">The template of the text; null where the text is made of the HTML.</param>
/// <param name="Unsubscribe">The reader's link; null for a letter that needs none.</param>
/// <param name="OwnText">The Markdown of the issue, whose images have a check of their own; empty for none.</param>
internal sealed record FinishedPage(
    string Html,
    string Text,
    string HtmlFile,
    string? TextFile,
    string? Unsubscribe,
    string OwnText = ""
);
