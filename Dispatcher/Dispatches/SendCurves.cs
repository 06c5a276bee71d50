using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>Reads from the ledger when the deliveries of a dispatch went out. Tests: SendCurveTests.</summary>
internal sealed class SendCurves(Database database, TimeProvider clock)
{
    /// <summary>
    /// Reads every delivery of the dispatch once. A dispatch in waves has hours without a delivery; its curve is as
    /// long
    /// as the time from its first delivery to its last, or to now while it is open.
    /// </summary>
    /// <returns>Null before the first delivery went out.</returns>
    public async Task<SendCurve?> ReadAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var (first, last) = await connection.QuerySingleAsync<(long? First, long? Last)>(
            new CommandDefinition(
                "SELECT min(updated_at), max(updated_at) FROM deliveries WHERE dispatch_id = @Id AND state = 'sent'",
                new { dispatch.Id },
                cancellationToken: cancellationToken
            )
        );
        if ((first, last) is not ({ } begin, { } end))
        {
            return null;
        }

        var (from, until) = (
            DateTimeOffset.FromUnixTimeMilliseconds(begin),
            DateTimeOffset.FromUnixTimeMilliseconds(
                dispatch.IsOpen ? Math.Max(end, clock.GetUtcNow().ToUnixTimeMilliseconds()) : end
            )
        );
        var step = SendCurve.StepOf(until - from);
        var counts = await connection.QueryAsync<(long Step, long Count)>(
            new CommandDefinition(
                """
                SELECT (updated_at - @begin) / @step, count(*)
                  FROM deliveries
                 WHERE dispatch_id = @Id AND state = 'sent'
                 GROUP BY 1
                """,
                new
                {
                    dispatch.Id,
                    begin,
                    step = (long)step.TotalMilliseconds,
                },
                cancellationToken: cancellationToken
            )
        );
        return SendCurve.Of(from, step, counts.Select(one => new KeyValuePair<long, long>(one.Step, one.Count)), until);
    }
}
