using Newsletter.Dispatcher.Subscribers.Import.Forms;

namespace Newsletter.Dispatcher.Subscribers.Import.Columns;

/// <summary>
/// Why an import stops before its first row: columns that may matter and that nobody has explained. Pure.
/// Tests: CsvImportTests.
/// </summary>
internal static class ColumnQuestion
{
    /// <summary>Columns that are named in full; a file may have a hundred.</summary>
    private const int MaxNamed = 6;

    /// <summary>The sentence to stand behind the file's name, or null when no column needs an answer.</summary>
    /// <param name="samples">Values by column; a column without any speaks of nobody.</param>
    public static string? Of(
        IEnumerable<DoubtfulColumn> columns,
        IReadOnlyDictionary<int, IReadOnlyList<string>> samples
    )
    {
        var filled = columns.Where(column => samples.GetValueOrDefault(column.At, []).Count > 0).ToList();
        if (filled.Count == 0)
        {
            return null;
        }

        var shown = filled.Take(MaxNamed).ToList();
        var named = string.Join(", ", shown.Select(column => Named(column, samples[column.At])));
        var others = filled.Count > shown.Count ? $" and {filled.Count - shown.Count} more" : "";
        var answers = string.Join(", ", shown.Select(column => Answer(column, samples[column.At])));
        var ignore = string.Join(" ", shown.Select(column => $"--ignore {Quoted(column.Name)}"));
        var (columnsMaySay, itMeans, it) =
            filled.Count == 1
                ? ("a column that may say", "it means", "it")
                : ("columns that may say", "each of them means", "one");
        return $"has {columnsMaySay} {Matter(filled)}: {named}{others}. Nothing was imported. "
            + $"Say what {itMeans}: {answers}; or {ignore} to pass over {it}. "
            + "docs/subscribers.md explains --departed, --status, --term-ends and --ignore";
    }

    private static string Named(DoubtfulColumn column, IReadOnlyList<string> values) =>
        $"{ColumnName.Shown(column.Name)} ({Values(values)})";

    private static string Matter(List<DoubtfulColumn> columns)
    {
        var isTerm = columns.Any(column => column.Doubt == ColumnDoubt.Term);
        var isConsent = columns.Any(column => column.Doubt != ColumnDoubt.Term);
        return isTerm && isConsent ? "who has left or has not agreed, or what somebody has paid for"
            : isTerm ? "what somebody has paid for, and until when"
            : "who has left or has not agreed";
    }

    private static string Answer(DoubtfulColumn column, IReadOnlyList<string> values) =>
        column.Doubt switch
        {
            ColumnDoubt.Departure =>
                $"--departed {Quoted(column.Name)} if a filled cell (but no, false or 0) means that the person has "
                    + "left",
            ColumnDoubt.Term => values.All(value => ForeignDate.Read(value) is not null)
                ? $"--term-ends {Quoted(column.Name)} if it holds the day until which the person has paid"
                : $"columns term and term_ends_at in place of {ColumnName.Shown(column.Name)} if it says who has paid",
            ColumnDoubt.Consent when values.All(IsAnswer) =>
                $"--status {Quoted(column.Name)} if yes or a date means that the person gets the newsletter",
            _ => $"--status {Quoted($"{column.Name}={Example(values)}")} with the meaning of each word",
        };

    private static bool IsAnswer(string value) =>
        CellTruth.IsYes(value) || CellTruth.IsNo(value) || ForeignDate.Read(value) is not null;

    private static string Example(IReadOnlyList<string> values)
    {
        var words = values.Select(value =>
            value.Contains('@', StringComparison.Ordinal) ? "WORD" : ColumnName.Shown(value)
        );
        var left = words.FirstOrDefault(word => SubscriberMerge.IsDeparture(ForeignStatus.Clear(word)));
        var stays = words.FirstOrDefault(word => word != left) ?? "WORD";
        return $"active:{stays},unsubscribed:{left ?? words.FirstOrDefault(word => word != stays) ?? "WORD"}";
    }

    /// <summary>Values as they stand; an address is not shown.</summary>
    private static string Values(IReadOnlyList<string> values) =>
        string.Join(
            ", ",
            values.Select(value =>
                value.Contains('@', StringComparison.Ordinal) ? "an address" : $"\"{ColumnName.Shown(value)}\""
            )
        );

    /// <summary>As a shell takes it: in quotes where the name is not one plain word.</summary>
    private static string Quoted(string text)
    {
        var line = string.Concat(text.Trim().Select(c => char.IsControl(c) ? ' ' : c));
        return line.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '=' or ':' or ',' or '.') ? line
            : line.Contains('"', StringComparison.Ordinal) ? $"'{line}'"
            : $"\"{line}\"";
    }
}
