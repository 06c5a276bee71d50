using System.Text;
using AngleSharp.Dom;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>
/// The direction of each block, from its first letter. A block that runs against the issue says so itself, because
/// Outlook does not know <c>dir="auto"</c>. Tests: LetterBodyTests.
/// </summary>
internal static class LetterDirection
{
    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "blockquote",
        "caption",
        "dd",
        "dt",
        "figcaption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "p",
        "td",
        "th",
    };

    /// <summary>Sets <c>dir</c>, unless the editor has.</summary>
    public static void Set(IElement element, bool isRightToLeft, Func<string, string> withoutCode)
    {
        if (element.LocalName == "pre" && !element.HasAttribute("dir"))
        {
            element.SetAttribute("dir", "ltr");
        }
        else if (Blocks.Contains(element.LocalName) && !element.HasAttribute("dir"))
        {
            var text = element.TextContent;
            var isKnown = withoutCode(text).Length == text.Length;
            if (isKnown && RunsRightToLeft(text) is { } own && own != isRightToLeft)
            {
                element.SetAttribute("dir", own ? "rtl" : "ltr");
            }
            else if (!element.QuerySelectorAll("*").Any(inner => Blocks.Contains(inner.LocalName)))
            {
                // With "auto" a browser looks at no text of blocks within, so a list item would lose its direction.
                element.SetAttribute("dir", "auto");
            }
        }
        else if (element.LocalName is "ul" or "ol" && !element.HasAttribute("dir") && IsAgainst(element))
        {
            element.SetAttribute("dir", isRightToLeft ? "ltr" : "rtl");
        }

        // A list's marks and its indent belong to the list, so it turns with its first item.
        bool IsAgainst(IElement list) =>
            withoutCode(list.TextContent) == list.TextContent
            && RunsRightToLeft(list.TextContent) is { } own
            && own != isRightToLeft;
    }

    /// <summary>True when an element is read from right to left.</summary>
    public static bool IsRightToLeft(IElement element, bool otherwise, Func<string, string> withoutCode)
    {
        // The cells of a table stand in the table's direction, whatever is written in one.
        var first = element.LocalName is "td" or "th" ? element.ParentElement : element;
        for (var at = first; at is not null; at = at.ParentElement)
        {
            switch (at.GetAttribute("dir")?.ToLowerInvariant())
            {
                case "rtl":
                    return true;
                case "ltr":
                    return false;
                case "auto" when RunsRightToLeft(withoutCode(at.TextContent)) is { } own:
                    return own;
                default:
                    break;
            }
        }

        return otherwise;
    }

    /// <summary>The direction of the first letter; null without one.</summary>
    public static bool? RunsRightToLeft(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetter(rune))
            {
                return IsRightToLeft(rune);
            }
        }

        return null;
    }

    /// <summary>Hebrew, Arabic, Syriac and the scripts beside them (Unicode's directions R and AL).</summary>
    private static bool IsRightToLeft(Rune rune) =>
        rune.Value
            is (>= 0x0590 and <= 0x08FF)
                or (>= 0xFB1D and <= 0xFDFF)
                or (>= 0xFE70 and <= 0xFEFF)
                or (>= 0x10800 and <= 0x10FFF)
                or (>= 0x1E800 and <= 0x1EFFF);

    /// <summary>The direction of an issue: its own word, or its language's.</summary>
    /// <param name="language">The newsletter's, for an issue that names none.</param>
    public static string Of(Issue issue, string language) =>
        issue.Direction ?? (IsRightToLeft(issue.Language ?? language) ? "rtl" : "ltr");

    /// <summary>True for a language that is written from right to left.</summary>
    private static bool IsRightToLeft(string language)
    {
        var name = language.Split('-')[0].ToLowerInvariant();
        return name is "ar" or "arc" or "ckb" or "dv" or "fa" or "he" or "ps" or "sd" or "syr" or "ug" or "ur" or "yi";
    }
}
