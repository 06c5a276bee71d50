using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>
/// Tables that a telephone scrolls by themselves, and whose cells break long words and keep short ones on one line.
/// Tests: LetterBodyTests.
/// </summary>
internal static class LetterTables
{
    /// <summary>A longer word, such as an address, would make its column wider than a telephone.</summary>
    private const int LongestWord = 18;

    private const int LongestOnOneLine = 10;

    /// <summary>A little less than a telephone of 390 pixels has beside the margins: 346.</summary>
    private const int Telephone = 330;

    public static void Prepare(IElement table, OwnStyles own, Func<string, string> withoutCode)
    {
        foreach (var (name, value) in new[] { ("width", "100%"), ("cellpadding", "0"), ("cellspacing", "0") })
        {
            if (!table.HasAttribute(name))
            {
                table.SetAttribute(name, value);
            }
        }

        foreach (var cell in table.QuerySelectorAll("td, th"))
        {
            own.Add(cell, Breaks(cell.TextContent, withoutCode));
        }

        if (table.Ancestors<IElement>().Any(around => around.LocalName == "table" && around.ClassList.Contains(Marked)))
        {
            return;
        }

        table.ClassList.Add(Marked);
        var scroll = table.Owner!.CreateElement("div");
        scroll.SetAttribute("class", TableWidth.Least(table, withoutCode) > Telephone ? "scroll wide" : "scroll");
        own.Add(scroll, "overflow-x:auto");
        table.ReplaceWith(scroll);
        scroll.Append(table);
    }

    private static string Breaks(string text, Func<string, string> withoutCode)
    {
        var known = withoutCode(text);
        return HasLongWord(known) ? "word-break:break-word"
            : StaysOnOneLine(text, known) ? "word-break:normal;white-space:nowrap"
            : "word-break:normal";
    }

    /// <summary>True for a cell such as <c>2 : 2</c>, which a line break would make harder to read.</summary>
    /// <param name="known">The text without its code, whose value may be long.</param>
    public static bool StaysOnOneLine(string text, string known) =>
        known.Length == text.Length
        && known.Trim() is { Length: > 0 and <= LongestOnOneLine } words
        && words.AsSpan().IndexOfAny(' ', '-') >= 0;

    /// <summary>The class of a table of the body; the tables around it lay the letter out.</summary>
    private const string Marked = "data";

    /// <summary>True when a cell has a word that must be broken.</summary>
    public static bool HasLongWord(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Any(word => word.Length > LongestWord);
}
