using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>The table <c>obstacles</c>: what kept the service from sending, and when. Tests: WatchTableTests.</summary>
internal sealed class ObstacleTable(Database database)
{
    /// <summary>How long rows are kept: longer than the 60 days for which missed slots are looked for.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>
    /// Writes obstacles and deletes old rows. An obstacle that continues one seen shortly before extends that row.
    /// </summary>
    /// <param name="obstacles">At least one.</param>
    public Task WriteAsync(IReadOnlyCollection<Obstacle> obstacles, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                foreach (var one in obstacles)
                {
                    await WriteAsync(connection, transaction, one);
                }

                return await connection.ExecuteAsync(
                    "DELETE FROM obstacles WHERE until_at < @old",
                    new { old = obstacles.Max(one => one.UntilAt) - Kept },
                    transaction
                );
            },
            cancellationToken
        );

    /// <summary>The obstacles seen since an instant, in order of time.</summary>
    public async Task<IReadOnlyList<Obstacle>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                "SELECT slot_date, cause, detail, from_at, until_at FROM obstacles WHERE until_at >= @since ORDER BY "
                    + "from_at",
                new { since },
                cancellationToken: cancellationToken
            )
        );
        return
        [
            .. rows.Select(row => new Obstacle(
                ObstacleCauses.Words.Parse(row.Cause),
                row.SlotDate,
                row.Detail,
                row.FromAt,
                row.UntilAt
            )),
        ];
    }

    private static async Task WriteAsync(SqliteConnection connection, SqliteTransaction transaction, Obstacle one)
    {
        var row = new
        {
            one.SlotDate,
            cause = one.Cause.Word(),
            one.Detail,
            one.FromAt,
            one.UntilAt,
            joins = one.FromAt - Obstacle.Together,
        };
        var extended = await connection.ExecuteAsync(
            """
            UPDATE obstacles
               SET until_at = @UntilAt, detail = @Detail
             WHERE id = (SELECT max(o.id) FROM obstacles o
                          WHERE o.cause = @cause AND coalesce(o.slot_date, '') = coalesce(@SlotDate, '')
                            AND o.until_at >= @joins AND o.from_at <= @UntilAt)
            """,
            row,
            transaction
        );
        if (extended == 0)
        {
            await connection.ExecuteAsync(
                "INSERT INTO obstacles (slot_date, cause, detail, from_at, until_at) VALUES (@SlotDate, "
                    + "@cause, @Detail, @FromAt, @UntilAt)",
                row,
                transaction
            );
        }
    }

    private sealed record Row
    {
        public DateOnly? SlotDate { get; init; }
        public required string Cause { get; init; }
        public string? Detail { get; init; }
        public required DateTimeOffset FromAt { get; init; }
        public required DateTimeOffset UntilAt { get; init; }
    }
}
