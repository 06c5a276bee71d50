using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Reads which slots have a dispatch already, for <see cref="DueSlots"/> and <see cref="IssueQueue"/>.
/// </summary>
internal sealed class DispatchedSlots(Database database)
{
    /// <summary>All dispatches of issues, oldest slot first; about 260 rows a year. Writes nothing.</summary>
    public async Task<IReadOnlyList<DispatchedSlot>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<DispatchedSlot>(
            new CommandDefinition(
                """
                SELECT slot_date, state, issue_slug, title
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
