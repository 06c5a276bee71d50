using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Ganss.Xss;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>
/// Makes a page that a browser shows one that mail programs show, too: the style of each element stands in the element.
/// It is done once an issue, while words stand in the place of its code.
/// </summary>
internal static class LetterBody
{
    /// <summary>An element that stands for the body while the page around it is made.</summary>
    public const string Place = "<div id=\"dispatcher-body\"></div>";

    private const string PlaceId = "dispatcher-body";

    /// <summary>The class of images that are dark and transparent.</summary>
    public const string Ground = "ground";

    /// <param name="body">The HTML of the body, with words in place of its code.</param>
    /// <param name="letter">The page around it, with <see cref="Place"/>.</param>
    /// <param name="withoutCode">Removes these words from a text.</param>
    /// <returns>The body as it is sent; null when the page has not one place for it.</returns>
    public static string? Dress(string body, string letter, LetterSetting setting, Func<string, string> withoutCode)
    {
        using var page = new HtmlParser().ParseDocument(letter);
        if (page.QuerySelectorAll($"#{PlaceId}").ToList() is not [var place])
        {
            return null;
        }

        var cell = place.ParentElement!;
        place.Insert(AdjacentPosition.BeforeBegin, "<!--dispatcher-begin-->");
        var begin = place.PreviousSibling!;
        place.Insert(AdjacentPosition.BeforeBegin, body);
        var end = page.CreateComment("dispatcher-end");
        place.ReplaceWith(end);

        var own = new OwnStyles();
        Shape(begin, end, setting, own, withoutCode);
        var styles = LetterStyles.Of(page);
        foreach (var element in Between(begin, end).SelectMany(Within).ToList())
        {
            Style(element, styles, own, setting, withoutCode);
        }

        return string.Concat(
            cell.ChildNodes.SkipWhile(node => node != begin)
                .Skip(1)
                .TakeWhile(node => node != end)
                .Select(node => AngleSharp.FormatExtensions.ToHtml(node, HtmlFormatter.Instance))
        );
    }

    private static void Shape(
        INode begin,
        INode end,
        LetterSetting setting,
        OwnStyles own,
        Func<string, string> withoutCode
    )
    {
        foreach (var paragraph in All("p"))
        {
            LetterCaptions.Split(paragraph);
        }

        foreach (var notes in All(".footnotes"))
        {
            LetterFootnotes.Prepare(notes.ParentElement!);
        }

        foreach (var table in All("table"))
        {
            LetterTables.Prepare(table, own, withoutCode);
        }

        foreach (var image in All("img"))
        {
            LetterImages.Size(image, setting, own);
        }

        foreach (var element in All("*"))
        {
            LetterDirection.Set(element, setting.IsRightToLeft, withoutCode);
        }

        List<IElement> All(string selector) =>
            [.. Between(begin, end).SelectMany(Within).Where(element => element.Matches(selector))];
    }

    private static void Style(
        IElement element,
        LetterStyles styles,
        OwnStyles own,
        LetterSetting setting,
        Func<string, string> withoutCode
    )
    {
        var style = styles.For(element);
        foreach (var declaration in own.For(element))
        {
            style.Add(declaration);
        }

        if (LetterDirection.IsRightToLeft(element, setting.IsRightToLeft, withoutCode))
        {
            style = style.Mirrored();
        }

        if (element.LocalName == "blockquote")
        {
            LetterQuotes.Wrap(element, style);
        }

        if (
            (style["background-color"] ?? style["background"]) is ['#', ..] ground
            && element.LocalName is "table" or "tr" or "td" or "th"
            && !element.HasAttribute("bgcolor")
        )
        {
            element.SetAttribute("bgcolor", ground);
        }

        // The editor's own style stands behind, as it was written, so that it wins and its code stays whole.
        var written = element.GetAttribute("style");
        if (!style.IsEmpty)
        {
            element.SetAttribute("style", written is null ? style.ToString() : $"{style};{written}");
        }
    }

    private static IEnumerable<IElement> Between(INode begin, INode end)
    {
        for (var node = begin.NextSibling; node is not null && node != end; node = node.NextSibling)
        {
            if (node is IElement element)
            {
                yield return element;
            }
        }
    }

    private static IEnumerable<IElement> Within(IElement element) => [element, .. element.QuerySelectorAll("*")];
}
