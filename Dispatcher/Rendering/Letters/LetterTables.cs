using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>
/// Tables that a telephone scrolls by themselves, and whose cells break long words. Tests: LetterBodyTests.
/// </summary>
internal static class LetterTables
{
    /// <summary>A longer word, such as an address, would make its column wider than a telephone.</summary>
    private const int LongestWord = 18;

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
            own.Add(cell, HasLongWord(withoutCode(cell.TextContent)) ? "word-break:break-word" : "word-break:normal");
        }

        if (table.Ancestors<IElement>().Any(around => around.LocalName == "table" && around.ClassList.Contains(Marked)))
        {
            return;
        }

        table.ClassList.Add(Marked);
        var scroll = table.Owner!.CreateElement("div");
        scroll.SetAttribute("class", "scroll");
        own.Add(scroll, "overflow-x:auto");
        table.ReplaceWith(scroll);
        scroll.Append(table);
    }

    /// <summary>The class of a table of the body; the tables around it lay the letter out.</summary>
    private const string Marked = "data";

    private static bool HasLongWord(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Any(word => word.Length > LongestWord);
}
