using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>
/// Makes a paragraph of its own of a caption: emphasis on the line below an image. Outlook knows no line that is both
/// emphasis and block. Tests: LetterBodyTests.
/// </summary>
internal static class LetterCaptions
{
    public const string Class = "caption";

    /// <summary>Splits a paragraph that has an image and its caption and nothing else.</summary>
    public static void Split(IElement paragraph)
    {
        if (
            paragraph.ChildNodes.Where(node => !IsBlank(node)).ToList()
                is not [IElement picture, IElement { LocalName: "em" } words]
            || !IsPicture(picture)
        )
        {
            return;
        }

        var caption = paragraph.Owner!.CreateElement("p");
        caption.SetAttribute("class", Class);
        caption.Append([.. words.ChildNodes]);
        words.Remove();
        while (paragraph.LastChild is { } last && last != picture)
        {
            last.RemoveFromParent();
        }

        paragraph.After(caption);
    }

    private static bool IsBlank(INode node) =>
        node is IText text ? string.IsNullOrWhiteSpace(text.Data) : node is IElement { LocalName: "br" };

    private static bool IsPicture(IElement element) =>
        element.LocalName == "img"
        || (element is { LocalName: "a", ChildElementCount: 1 } && element.FirstElementChild!.LocalName == "img");
}
