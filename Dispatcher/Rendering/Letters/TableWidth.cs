using System.Text;
using AngleSharp.Dom;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>
/// How narrow a table can be, estimated from its words: a mail program measures it only after the letter was sent. The
/// fonts of mail programs differ by a tenth. Tests: LetterBodyTests, LetterWidthTests.
/// </summary>
internal static class TableWidth
{
    /// <summary>What a cell has beside its text, in pixels.</summary>
    private const int Padding = 14;

    private const double Capital = 9.2;
    private const double Digit = 7.8;
    private const double Mark = 4.2;
    private const double Letter = 6.9;

    /// <summary>A Chinese or Japanese sign; a line may break before and behind each.</summary>
    private const double Ideograph = 14;

    /// <summary>The least width in pixels, in the small letters that telephones show tables in.</summary>
    /// <param name="withoutCode">Removes what stands for code from a text.</param>
    public static int Least(IElement table, Func<string, string> withoutCode)
    {
        var columns = new List<double>();
        foreach (var row in table.QuerySelectorAll("tr"))
        {
            var cells = row.Children.Where(cell => cell.LocalName is "td" or "th").ToList();
            for (var i = 0; i < cells.Count; i++)
            {
                var text = cells[i].TextContent;
                var least = OfCell(text, withoutCode(text));
                if (i == columns.Count)
                {
                    columns.Add(least);
                }
                else
                {
                    columns[i] = Math.Max(columns[i], least);
                }
            }
        }

        return (int)columns.Sum() + (Math.Max(0, columns.Count - 1) * Padding);
    }

    private static double OfCell(string text, string known) =>
        LetterTables.HasLongWord(known) ? Letter
        : LetterTables.StaysOnOneLine(text, known) ? OfText(known.Trim())
        : known.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(LeastOfWord).DefaultIfEmpty().Max();

    /// <summary>The widest part of a word; a line may break behind a hyphen.</summary>
    private static double LeastOfWord(string word) =>
        word.EnumerateRunes().Any(IsIdeograph) ? Ideograph : word.Split('-').Max(part => OfText(part));

    private static double OfText(string text) => text.EnumerateRunes().Sum(Width);

    private static double Width(Rune rune) =>
        IsIdeograph(rune) ? Ideograph
        : Rune.IsUpper(rune) ? Capital
        : Rune.IsDigit(rune) ? Digit
        : Rune.IsLetter(rune) ? Letter
        : Mark;

    private static bool IsIdeograph(Rune rune) =>
        rune.Value is (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7AF) or (>= 0xFF00 and <= 0xFFEF) or >= 0x20000;
}
