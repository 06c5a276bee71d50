namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>One record of a CSV file.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Raw">As it stands in the file, without the line break at its end.</param>
/// <param name="Cells">Without quotes; empty when there is a problem.</param>
/// <param name="Problem">Why it cannot be split into cells, and what to do; null when it was.</param>
internal sealed record CsvRecord(long Line, string Raw, IReadOnlyList<string> Cells, string? Problem);
