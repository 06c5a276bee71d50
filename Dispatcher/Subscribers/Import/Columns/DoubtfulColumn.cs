namespace Newsletter.Dispatcher.Subscribers.Import.Columns;

/// <summary>A column that no part of the import reads, though it may say something that matters.</summary>
/// <param name="At">Its place, from 0.</param>
/// <param name="Name">As it stands in the file.</param>
internal sealed record DoubtfulColumn(int At, string Name, ColumnDoubt Doubt);
