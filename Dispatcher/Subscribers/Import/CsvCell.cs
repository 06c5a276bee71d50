namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>
/// Keeps a spreadsheet from running a cell as a formula, and undoes it. A cell that a spreadsheet would run, and one
/// that only looks as if it had been guarded before, gets a <c>'</c> in front; so every text comes back as it was.
/// </summary>
internal static class CsvCell
{
    public static string Guard(string text) =>
        text.Length > 0 && IsFormula(text.AsSpan().TrimStart('\'')) ? "'" + text : text;

    public static string Unguard(string cell) =>
        cell.StartsWith('\'') && IsFormula(cell.AsSpan().TrimStart('\'')) ? cell[1..] : cell;

    /// <summary>OWASP's list: the characters with which Excel and LibreOffice begin a formula.</summary>
    private static bool IsFormula(ReadOnlySpan<char> text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..];
}
