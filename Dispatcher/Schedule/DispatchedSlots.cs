using Dapper;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Reads which slots have a dispatch already; what <see cref="DueSlots"/> and <see cref="IssueQueue"/> decide by.</summary>
internal sealed class DispatchedSlots(Database database)
{
    /// <summary>Every dispatch there ever was, oldest slot first; some 260 rows a year. Changes nothing.</summary>
    public async Task<IReadOnlyList<DispatchedSlot>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<DispatchedSlot>(new CommandDefinition(
            """
            SELECT slot_date, state, issue_slug
              FROM dispatches
             WHERE kind = 'issue'
             ORDER BY slot_date
            """,
            cancellationToken: cancellationToken));
        return rows.AsList();
    }
}

/// <summary>A slot that has a dispatch.</summary>
internal sealed record DispatchedSlot
{
    public required DateOnly SlotDate { get; init; }

    public required string State { get; init; }

    /// <summary>Null where no issue was found for the slot.</summary>
    public required string? IssueSlug { get; init; }

    /// <summary>The service looked at the slot's time and found no issue; one may still come.</summary>
    public bool WasFoundEmpty => State is DispatchState.Scheduled;
}
