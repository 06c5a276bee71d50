using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>
/// Footnotes that can be found without a link: the note repeats its number, and Outlook finds the place by a name.
/// Tests: LetterBodyTests.
/// </summary>
internal static class LetterFootnotes
{
    /// <summary>Without this sign telephones show the arrow as a coloured picture.</summary>
    private const char AsText = '\uFE0E';

    public static void Prepare(IElement body)
    {
        foreach (var reference in body.QuerySelectorAll("a.footnote-ref[id]"))
        {
            reference.SetAttribute("name", reference.Id!);
        }

        foreach (var note in body.QuerySelectorAll(".footnotes li[id]"))
        {
            var target = body.Owner!.CreateElement("a");
            target.SetAttribute("name", note.Id!);
            (note.QuerySelector("p") ?? note).Prepend(target);
        }

        foreach (var back in body.QuerySelectorAll("a.footnote-back-ref"))
        {
            back.TextContent = $"{back.TextContent.TrimEnd(AsText)}{AsText}";
        }
    }
}
