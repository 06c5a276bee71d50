using System.Text;
using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Archive;

/// <summary>The words of a page without its markup. Tests: ArchiveSearchTests.</summary>
internal static class PlainText
{
    private static readonly HashSet<string> Inline = new(StringComparer.Ordinal)
    {
        "a",
        "abbr",
        "b",
        "cite",
        "code",
        "del",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
    };

    /// <summary>On one line; the marks of footnotes are left out, because they would stick to a word.</summary>
    public static string Of(IElement body)
    {
        var text = new StringBuilder();
        Write(body, text);
        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Write(INode node, StringBuilder text)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IText words)
            {
                text.Append(words.Data);
            }
            else if (
                child is IElement element
                && !element.ClassList.Contains("footnote-ref")
                && !element.ClassList.Contains("footnote-back-ref")
            )
            {
                var isBlock = !Inline.Contains(element.LocalName);
                text.Append(isBlock ? " " : "");
                Write(element, text);
                text.Append(isBlock ? " " : "");
            }
        }
    }
}
