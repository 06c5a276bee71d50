using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The table <c>dispatch_relays</c>: what each relay answered to the messages of a dispatch.</summary>
internal sealed class DispatchRelayTable(Database database)
{
    /// <summary>Adds what was answered since the last call.</summary>
    public async Task AddAsync(long dispatchId, IEnumerable<RelayNumbers> answered, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO dispatch_relays (dispatch_id, relay, accepted, deferred, refused)
                VALUES (@dispatchId, @Relay, @Accepted, @Deferred, @Refused)
                    ON CONFLICT (dispatch_id, relay) DO UPDATE
                   SET accepted = dispatch_relays.accepted + excluded.accepted,
                       deferred = dispatch_relays.deferred + excluded.deferred,
                       refused = dispatch_relays.refused + excluded.refused
                """,
                answered.Select(one => new
                {
                    dispatchId,
                    one.Relay,
                    one.Accepted,
                    one.Deferred,
                    one.Refused,
                }),
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>The figures of each relay, by its name.</summary>
    public async Task<IReadOnlyList<RelayNumbers>> ReadAsync(long dispatchId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<RelayNumbers>(
                new CommandDefinition(
                    """
                    SELECT relay, accepted, deferred, refused
                      FROM dispatch_relays
                     WHERE dispatch_id = @dispatchId
                     ORDER BY relay
                    """,
                    new { dispatchId },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }
}
