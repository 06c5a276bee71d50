using System.Runtime.CompilerServices;
using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Audit;

/// <summary>Reads the audit, newest first. Writes nothing.</summary>
internal sealed class AuditTrail(Database database)
{
    /// <summary>Rows that are read at once for an export; memory does not grow with the audit.</summary>
    private const int Batch = 1000;

    /// <summary>Rows by a filter, newest first.</summary>
    /// <param name="before">Only rows that are older than the one with this id; null for the newest.</param>
    public async Task<IReadOnlyList<AuditRow>> ReadAsync(
        AuditFilter filter,
        long? before,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<AuditRow>(
            new CommandDefinition(
                $"""
                SELECT id, at, actor, action, subject, details, reason, origin,
                       (SELECT a.name FROM accounts a
                         WHERE 'account:' || CAST(a.id AS TEXT) = audit.actor) AS actor_name
                  FROM audit
                 WHERE {string.Join(" AND ", Conditions(filter, before))}
                 ORDER BY id DESC
                 LIMIT @limit
                """,
                new
                {
                    filter.Actor,
                    filter.Subject,
                    filter.Action,
                    KindFrom = $"{filter.Kind}:",
                    KindUntil = $"{filter.Kind};",
                    ActionFrom = $"{filter.Action}.",
                    ActionUntil = $"{filter.Action}/",
                    filter.From,
                    filter.Until,
                    before,
                    limit,
                },
                cancellationToken: cancellationToken
            )
        );
        return rows.AsList();
    }

    /// <summary>What happened to one issue, reader, dispatch or account, newest first.</summary>
    /// <param name="subject">Such as <c>reader:12</c>.</param>
    public Task<IReadOnlyList<AuditRow>> OfAsync(string subject, int limit, CancellationToken cancellationToken) =>
        ReadAsync(new AuditFilter(Subject: subject), before: null, limit, cancellationToken);

    /// <summary>All rows by a filter, newest first, read in parts.</summary>
    public async IAsyncEnumerable<AuditRow> AllAsync(
        AuditFilter filter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (long? before = null; ; )
        {
            var rows = await ReadAsync(filter, before, Batch, cancellationToken);
            foreach (var row in rows)
            {
                yield return row;
            }

            if (rows.Count < Batch)
            {
                yield break;
            }

            before = rows[^1].Id;
        }
    }

    /// <summary>A range in place of LIKE: an index serves it, and no sign of the text means something else.</summary>
    private static IEnumerable<string> Conditions(AuditFilter filter, long? before) =>
        new (bool IsAsked, string Sql)[]
        {
            (true, "id > 0"),
            (before is not null, "id < @before"),
            (filter.Actor is not null, "actor = @Actor"),
            (filter.Subject is not null, "subject = @Subject"),
            (filter.Kind is not null, "subject >= @KindFrom AND subject < @KindUntil"),
            (filter.Action is not null, "(action = @Action OR (action >= @ActionFrom AND action < @ActionUntil))"),
            (filter.From is not null, "at >= @From"),
            (filter.Until is not null, "at < @Until"),
        }
            .Where(one => one.IsAsked)
            .Select(one => one.Sql);
}
