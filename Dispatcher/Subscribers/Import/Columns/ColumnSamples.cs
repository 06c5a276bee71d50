namespace Newsletter.Dispatcher.Subscribers.Import.Columns;

/// <summary>
/// What stands in a few columns of a file: two different values of each, however long the file is.
/// Tests: CsvImportTests.
/// </summary>
internal static class ColumnSamples
{
    /// <summary>Values that are kept of each column.</summary>
    public const int MaxValues = 2;

    /// <summary>
    /// Reads rows until each column has shown two values, or to the end: only there it is known that a column is empty.
    /// </summary>
    /// <param name="columns">Places, from 0.</param>
    /// <param name="cancellationToken">Ends the reading early; the import that follows stops before its first
    /// row.</param>
    /// <returns>The values of each column, by its place; none for a column that is empty throughout.</returns>
    public static IReadOnlyDictionary<int, IReadOnlyList<string>> Take(
        IEnumerable<CsvRecord> rows,
        IReadOnlyCollection<int> columns,
        CancellationToken cancellationToken
    )
    {
        var samples = columns.ToDictionary(at => at, _ => new List<string>());
        foreach (var cells in rows.TakeWhile(_ => !cancellationToken.IsCancellationRequested).Select(row => row.Cells))
        {
            foreach (var (at, values) in samples)
            {
                if (
                    values.Count < MaxValues
                    && at < cells.Count
                    && !CellTruth.IsNothing(cells[at])
                    && !values.Contains(cells[at].Trim(), StringComparer.OrdinalIgnoreCase)
                )
                {
                    values.Add(cells[at].Trim());
                }
            }

            if (samples.Values.All(values => values.Count == MaxValues))
            {
                break;
            }
        }

        return samples.ToDictionary(sample => sample.Key, IReadOnlyList<string> (sample) => sample.Value);
    }
}
