namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>How far an import is.</summary>
/// <param name="Bytes">Of the file, read so far.</param>
/// <param name="AllBytes">Of the file.</param>
internal readonly record struct ImportProgress(long Rows, long Bytes, long AllBytes);
