using System.Globalization;

namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>What an import came to, in sentences for people; pure. Tests: SubscribersCommandTests.</summary>
internal static class ImportSummary
{
    public static IEnumerable<string> Lines(ImportResult result)
    {
        yield return $"{Rows(result.Rows)}: {Number(result.Added)} added, {Number(result.Updated)} updated, "
            + $"{Number(result.Unchanged)} unchanged, {Number(result.Kept)} kept, {Number(result.Refused)} refused.";
        if (result.Kept > 0)
        {
            yield return "Kept: these people have unsubscribed, bounced, complained, or are suppressed; "
                + "an import does not bring them back.";
        }

        if (result.LeftOut.Count > 0)
        {
            var columns = result.LeftOut.Select(column => $"{Number(column.Value)} in {column.Key}");
            yield return $"Left out, as no good here: {string.Join(", ", columns)}.";
        }

        if (result.Product is not null)
        {
            yield return $"It is {result.Product}'s export, {result.Columns} columns{NotUsed(result)}.";
        }
        else if (result.IgnoredColumns.Count > 0)
        {
            yield return $"Ignored columns: {string.Join(", ", result.IgnoredColumns)}.";
        }

        // A file with nothing but our own names needs no explanation.
        if (result.TakenFor.Any(taken => CsvHeader.Normal(taken.Key) != taken.Value))
        {
            var columns = result.TakenFor.Select(taken => $"{taken.Key} as {taken.Value}");
            yield return $"Columns were taken so: {string.Join(", ", columns)}.";
        }
    }

    public static string Rows(long number) => number == 1 ? "1 row" : $"{Number(number)} rows";

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string NotUsed(ImportResult result) =>
        result.IgnoredColumns.Count == 0
            ? ""
            : $"; {result.IgnoredColumns.Count} not used: {string.Join(", ", result.IgnoredColumns)}";
}
