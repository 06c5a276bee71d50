using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Audit;

/// <summary>Who did what to what: rows are written, and nothing edits them. Tests: AuditBookTests.</summary>
internal sealed class AuditBook(Database database, TimeProvider clock)
{
    /// <summary>A reason is some words, not a letter.</summary>
    public const int LongestText = 1000;

    /// <summary>Writes an entry in the transaction of the change that the entry is about.</summary>
    public Task RecordAsync(SqliteConnection connection, SqliteTransaction transaction, AuditEntry entry) =>
        connection.ExecuteAsync(
            """
            INSERT INTO audit (at, actor, action, subject, details, reason, origin)
            VALUES (@now, @Actor, @Action, @Subject, @details, @reason, @Origin)
            """,
            new
            {
                now = clock.GetUtcNow(),
                entry.Actor,
                entry.Action,
                entry.Subject,
                details = Cut(entry.Details),
                reason = Cut(entry.Reason),
                entry.Origin,
            },
            transaction
        );

    /// <summary>Writes an entry by itself, for a change that is not in the database.</summary>
    public Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                await RecordAsync(connection, transaction, entry);
                return true;
            },
            cancellationToken
        );

    private static string? Cut(string? text) => text?.Length > LongestText ? text[..LongestText] : text;
}
