using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Audit;

/// <summary>Makes an entry part of the change that it is about. Tests: DispatchActPagesTests.</summary>
internal static class AuditAlongside
{
    /// <summary>Writes the entry in the transaction of a change.</summary>
    public static Alongside With(this AuditBook book, AuditEntry entry) =>
        (connection, transaction) => book.RecordAsync(connection, transaction, entry);
}
