using System.Globalization;
using Newsletter.Dispatcher.Subscribers.Import;

namespace Newsletter.Dispatcher.Commands.Subscribers;

/// <summary>What <c>subscribers import</c> prints for people when it is done. Tests: SubscribersCommandTests.</summary>
internal static class ImportSummary
{
    public static void Print(Terminal terminal, ImportResult result)
    {
        terminal.Line(
            $"{Rows(result.Rows)}: {Number(result.Added)} added, {Number(result.Updated)} updated, "
                + $"{Number(result.Unchanged)} unchanged, {Number(result.Kept)} kept, {Number(result.Refused)} refused."
        );
        if (result.Kept > 0)
        {
            terminal.Line(
                "Kept: these people have unsubscribed, bounced, complained, or are suppressed; "
                    + "an import does not bring them back."
            );
        }

        if (result.LeftOut.Count > 0)
        {
            var columns = result.LeftOut.Select(column => $"{Number(column.Value)} in {column.Key}");
            terminal.Line($"Left out, as no good here: {string.Join(", ", columns)}.");
        }

        if (result.Product is not null)
        {
            terminal.Line($"It is {result.Product}'s export, {result.Columns} columns{NotUsed(result)}.");
        }
        else if (result.IgnoredColumns.Count > 0)
        {
            terminal.Line($"Ignored columns: {string.Join(", ", result.IgnoredColumns)}.");
        }

        // A file with nothing but our own names needs no explanation.
        if (result.TakenFor.Any(taken => CsvHeader.Normal(taken.Key) != taken.Value))
        {
            var columns = result.TakenFor.Select(taken => $"{taken.Key} as {taken.Value}");
            terminal.Line($"Columns were taken so: {string.Join(", ", columns)}.");
        }
    }

    public static string Rows(long number) => number == 1 ? "1 row" : $"{Number(number)} rows";

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string NotUsed(ImportResult result) =>
        result.IgnoredColumns.Count == 0
            ? ""
            : $"; {result.IgnoredColumns.Count} not used: {string.Join(", ", result.IgnoredColumns)}";
}
