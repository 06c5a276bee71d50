using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Archive;

/// <summary>What a stranger may read of an issue: its beginning, to the end of a block.</summary>
internal static class Teaser
{
    /// <summary>About so many characters are shown; of a short issue no more than half.</summary>
    public const int Length = 700;

    /// <summary>Where whole blocks give no more than this, the next one is begun.</summary>
    private const int FewCharacters = 200;

    /// <summary>Takes everything out of a page but its beginning.</summary>
    public static void Shorten(IElement body)
    {
        var limit = Math.Min(Length, Visible(body) / 2);
        var shown = 0;
        var isOver = false;
        foreach (var node in body.ChildNodes.ToList())
        {
            var length = Visible(node);
            if (!isOver && shown + length <= limit && !IsFootnotes(node))
            {
                shown += length;
                continue;
            }

            if (!isOver && shown < FewCharacters && !IsFootnotes(node))
            {
                node.Parent!.InsertBefore(Beginning(node, limit - shown), node);
            }

            isOver = true;
            node.Parent!.RemoveChild(node);
        }

        foreach (var link in body.QuerySelectorAll("a[href^='#']").ToList())
        {
            // Remove the mark of a footnote whose note is not shown.
            if (link.ClassList.Contains("footnote-ref"))
            {
                link.Remove();
            }
            else
            {
                link.RemoveAttribute("href");
            }
        }

        // Remove these ids: no link leads to them any more, and the page around the opening has ids of its own.
        foreach (var named in body.QuerySelectorAll("[id]"))
        {
            named.RemoveAttribute("id");
        }

        while (body.LastElementChild is { LocalName: "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "hr" } last)
        {
            last.Remove();
        }
    }

    private static bool IsFootnotes(INode node) => node is IElement element && element.ClassList.Contains("footnotes");

    private static int Visible(INode node) => node.TextContent.Trim().Length;

    /// <summary>The first words of a block that is too long as a whole, as a paragraph.</summary>
    private static IElement Beginning(INode block, int limit)
    {
        var text = string.Join(' ', block.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var end = Math.Min(limit, text.Length);
        var blank = end > 0 ? text.LastIndexOf(' ', end - 1) : -1;
        var words = text[..Math.Max(blank, 0)];
        var paragraph = block.Owner!.CreateElement("p");
        paragraph.TextContent = $"{words}…";
        return paragraph;
    }
}
