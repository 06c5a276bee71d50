namespace Newsletter.Dispatcher.Subscribers.Import.Columns;

/// <summary>
/// What a cell answers to a question of yes or no, in the words of the products and spreadsheets that write it. Pure.
/// </summary>
internal static class CellTruth
{
    private static readonly HashSet<string> YesWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "1",
        "true",
        "t",
        "yes",
        "y",
        "on",
        "x",
        "✓",
        "✔",
        "ja",
        "j",
        "wahr",
        "oui",
        "vrai",
        "si",
        "sí",
        "sì",
        "verdadero",
        "vero",
        "sim",
        "verdadeiro",
        "tak",
        "da",
        "да",
        "kyllä",
        "ano",
        "igen",
        "1.0",
        "-1",
    };

    private static readonly HashSet<string> NoWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "0",
        "false",
        "f",
        "no",
        "n",
        "off",
        "nein",
        "falsch",
        "non",
        "faux",
        "falso",
        "não",
        "nao",
        "nee",
        "onwaar",
        "nej",
        "nei",
        "nie",
        "ne",
        "нет",
        "ei",
        "nem",
        "never",
        "none",
        "0.0",
        "✗",
        "✘",
    };

    private static readonly HashSet<string> NothingWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "",
        "-",
        "--",
        "–",
        "—",
        "null",
        "\\N",
        "(null)",
        "n/a",
        "na",
        "#n/a",
        "nan",
        "nil",
        "undefined",
        "[]",
        "{}",
        "()",
        "0000-00-00",
        "0000-00-00 00:00:00",
    };

    /// <summary>True for 1, true, yes, ja, oui and their like.</summary>
    public static bool IsYes(string cell) => YesWords.Contains(cell.Trim());

    /// <summary>True for 0, false, no, nein, non and their like; not for an empty cell.</summary>
    public static bool IsNo(string cell) => NoWords.Contains(cell.Trim());

    /// <summary>True for an empty cell and for what stands for one: -, null, n/a, a day of zeros.</summary>
    public static bool IsNothing(string cell) => NothingWords.Contains(cell.Trim());
}
