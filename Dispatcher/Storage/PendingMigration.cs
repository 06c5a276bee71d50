namespace Newsletter.Dispatcher.Storage;

/// <summary>A change of the tables that is still to be made.</summary>
/// <param name="Name">For example <c>0031_sns_certificates</c>.</param>
/// <param name="Rows">Rows that it reads or writes, as far as its text tells.</param>
/// <param name="Estimate">How long it may take.</param>
internal sealed record PendingMigration(string Name, long Rows, TimeSpan Estimate);
