using System.Text.Json;
using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// The tables <c>looks</c> and <c>summaries</c>: what was looked at and told already, so that a restart tells nothing
/// twice.
/// Tests: HealthServiceTests.
/// </summary>
internal sealed class HealthTable(Database database)
{
    private static readonly TimeSpan OthersMayFollow = TimeSpan.FromSeconds(20);

    /// <summary>The looks that were taken before slots from a date on.</summary>
    public async Task<IReadOnlySet<SlotLook>> TakenAsync(DateOnly since, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<TakenRow>(
            new CommandDefinition(
                "SELECT slot_date, kind FROM looks WHERE slot_date >= @since",
                new { since },
                cancellationToken: cancellationToken
            )
        );
        return rows.Select(row => new SlotLook(row.SlotDate, row.Kind)).ToHashSet();
    }

    /// <summary>Writes a look down; once.</summary>
    public async Task TakeAsync(
        IEnumerable<SlotLook> looks,
        DateTimeOffset now,
        IReadOnlyList<Check> red,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "INSERT INTO looks (slot_date, kind, looked_at, red) VALUES (@SlotDate, @Kind, @now, @red) ON "
                    + "CONFLICT DO NOTHING",
                looks.Select(look => new
                {
                    look.SlotDate,
                    Kind = look.Kind.Word(),
                    now,
                    red = JsonSerializer.Serialize(red),
                }),
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>The last look and what was red then; null before the first look.</summary>
    public async Task<(DateOnly SlotDate, IReadOnlyList<Check> Red)?> LastAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var last = await connection.QueryFirstOrDefaultAsync<LastRow>(
            new CommandDefinition(
                "SELECT slot_date, red FROM looks ORDER BY looked_at DESC LIMIT 1",
                cancellationToken: cancellationToken
            )
        );
        return last is null ? null : (last.SlotDate, Checks(last.Red));
    }

    /// <summary>The latest looks that the service took by itself, newest first.</summary>
    public async Task<IReadOnlyList<LookRow>> LatestAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<LatestRow>(
            new CommandDefinition(
                "SELECT slot_date, kind, looked_at, red FROM looks ORDER BY looked_at DESC, kind LIMIT @limit",
                new { limit },
                cancellationToken: cancellationToken
            )
        );
        return [.. rows.Select(row => new LookRow(row.SlotDate, row.Kind, row.LookedAt, Checks(row.Red)))];
    }

    /// <summary>
    /// Issues whose dispatch is over and about which no alert was sent, oldest first. After a long stop the service
    /// records many missed slots one after the other. While some were recorded just now, others may follow, so all of
    /// them wait.
    /// </summary>
    public async Task<IReadOnlyList<long>> UntoldAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<long>(
                new CommandDefinition(
                    """
                    SELECT id
                      FROM dispatches
                     WHERE kind = 'issue' AND state IN ('done', 'stopped', 'missed')
                       AND id NOT IN (SELECT dispatch_id FROM summaries)
                       AND NOT (state = 'missed'
                                AND EXISTS (SELECT 1 FROM dispatches m WHERE m.state = 'missed'
                                AND m.created_at > @tooNew AND m.created_at <= @now))
                     ORDER BY id
                    """,
                    new { now, tooNew = now - OthersMayFollow },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    public async Task ToldAsync(long dispatchId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "INSERT INTO summaries (dispatch_id, told_at) VALUES (@dispatchId, @now) ON CONFLICT DO NOTHING",
                new { dispatchId, now },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>Readers of a dispatch who had to be tried more than once because of a passing refusal.</summary>
    public async Task<long> DeferredOnceAsync(long dispatchId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                "SELECT count(DISTINCT subscriber_id) FROM attempts WHERE dispatch_id = @dispatchId AND state = "
                    + "'deferred'",
                new { dispatchId },
                cancellationToken: cancellationToken
            )
        );
    }

    private static IReadOnlyList<Check> Checks(string json) =>
        JsonSerializer.Deserialize<IReadOnlyList<Check>>(json) ?? [];

    private sealed record LatestRow
    {
        public required DateOnly SlotDate { get; init; }
        public required LookKind Kind { get; init; }
        public required DateTimeOffset LookedAt { get; init; }
        public required string Red { get; init; }
    }

    private sealed record LastRow
    {
        public required DateOnly SlotDate { get; init; }
        public required string Red { get; init; }
    }

    private sealed record TakenRow
    {
        public required DateOnly SlotDate { get; init; }
        public required LookKind Kind { get; init; }
    }
}
