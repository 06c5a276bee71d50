using AngleSharp.Dom;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Archive;

/// <summary>
/// Makes a mail's body one for a page whose policy allows no style in the text and no image from elsewhere.
/// Tests: ArchiveTests.
/// </summary>
internal static class WebBody
{
    private static readonly HashSet<string> OurClasses = new(StringComparer.Ordinal)
    {
        "footnotes",
        "footnote-ref",
        "footnote-back-ref",
    };

    /// <param name="words">For readers who do not see the page.</param>
    public static void Prepare(IElement body, ReaderWords words)
    {
        foreach (var element in body.QuerySelectorAll("*").ToList())
        {
            var alignment = Alignment(element.GetAttribute("style"));
            var classes = element
                .ClassList.Where(OurClasses.Contains)
                .Concat(alignment is null ? [] : [$"align-{alignment}"])
                .ToList();
            element.RemoveAttribute("style");
            element.RemoveAttribute("class");
            if (classes.Count > 0)
            {
                element.SetAttribute("class", string.Join(' ', classes));
            }

            switch (element.LocalName)
            {
                case "img" when element.GetAttribute("src") is not ['/', not '/', ..]:
                    LinkInstead(element, words);
                    break;
                case "img":
                    element.SetAttribute("loading", "lazy");
                    break;
                case "table":
                    Wrap(element, words);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>
    /// The alignment of a table's cell; everything else that a style says is how mails look, not pages.
    /// </summary>
    private static string? Alignment(string? style) =>
        style
            ?.Split(';', StringSplitOptions.TrimEntries)
            .Where(declaration => declaration.StartsWith("text-align", StringComparison.OrdinalIgnoreCase))
            .Select(declaration =>
                declaration[(declaration.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim().ToLowerInvariant()
            )
            .FirstOrDefault(value => value is "left" or "right" or "center");

    /// <summary>An image from elsewhere would tell that place who reads; the reader may go there.</summary>
    private static void LinkInstead(IElement image, ReaderWords words)
    {
        var said = image.GetAttribute("alt") is { Length: > 0 } alt ? alt : words.Text("Archive.Image");
        var isInLink = image.Ancestors<IElement>().Any(ancestor => ancestor.LocalName == "a");
        var instead = image.Owner!.CreateElement(isInLink ? "span" : "a");
        instead.TextContent = said;
        if (!isInLink && image.GetAttribute("src") is { Length: > 0 } address)
        {
            instead.SetAttribute("href", address);
        }

        image.ReplaceWith(instead);
    }

    /// <summary>
    /// A wide table is scrolled by itself, with the keyboard too, and the page stays as wide as the screen.
    /// </summary>
    private static void Wrap(IElement table, ReaderWords words)
    {
        var frame = table.Owner!.CreateElement("div");
        frame.SetAttribute("class", "table");
        frame.SetAttribute("tabindex", "0");
        frame.SetAttribute("role", "region");
        frame.SetAttribute("aria-label", words.Text("Archive.Table"));
        table.ReplaceWith(frame);
        frame.AppendChild(table);
    }
}
