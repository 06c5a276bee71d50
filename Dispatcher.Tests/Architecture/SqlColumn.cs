namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>A column that a statement names.</summary>
/// <param name="Table">Null where the statement does not say which of its tables has the column.</param>
internal sealed record SqlColumn(string? Table, string Name);
