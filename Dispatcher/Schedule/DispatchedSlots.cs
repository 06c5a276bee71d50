using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Reads which slots have a dispatch already; what <see cref="DueSlots"/> and <see cref="IssueQueue"/> decide by.
/// </summary>
internal sealed class DispatchedSlots(Database database)
{
    /// <summary>Every dispatch there ever was, oldest slot first; some 260 rows a year. Changes nothing.</summary>
    public async Task<IReadOnlyList<DispatchedSlot>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<DispatchedSlot>(
            new CommandDefinition(
                """
                SELECT slot_date, state, issue_slug
                  FROM dispatches
                 WHERE kind = 'issue'
                 ORDER BY slot_date
                """,
                cancellationToken: cancellationToken
            )
        );
        return rows.AsList();
    }
}
