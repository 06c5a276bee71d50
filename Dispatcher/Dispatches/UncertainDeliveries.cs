using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// The deliveries whose outcome was lost, and the decisions of operators about them. Works from any process.
/// </summary>
/// <param name="alongside">Written with each settlement, in its transaction.</param>
internal sealed class UncertainDeliveries(Database database, TimeProvider clock, Alongside? alongside = null)
{
    /// <summary>The uncertain deliveries of a dispatch, in the order of the key.</summary>
    public async Task<IReadOnlyList<UncertainDelivery>> ListAsync(long dispatchId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<UncertainDelivery>(
                new CommandDefinition(
                    """
                    SELECT subscriber_id, email, updated_at
                      FROM deliveries
                     WHERE dispatch_id = @dispatchId AND state = 'uncertain'
                     ORDER BY subscriber_id
                    """,
                    new { dispatchId },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>
    /// Settles deliveries that are still uncertain; others are not changed. To send again, a dispatch that is done is
    /// opened again; the process that sends starts it at once.
    /// </summary>
    /// <returns>How many were settled; null when a delivery should be sent again and the dispatch does not allow that
    /// any more.</returns>
    public Task<int?> SettleAsync(
        long dispatchId,
        IReadOnlyCollection<SettledDelivery> settled,
        CancellationToken cancellationToken
    ) =>
        database.InTransactionAsync<int?>(
            async (connection, transaction) =>
            {
                var now = clock.GetUtcNow();
                var dispatch = await DispatchStore.FindAsync(connection, transaction, dispatchId);
                var resends = settled.Any(one => one.IsResend);
                if (dispatch is null || (resends && !MayResend(dispatch, now)))
                {
                    return null;
                }

                var changed = 0;
                foreach (var one in settled)
                {
                    changed += await connection.ExecuteAsync(
                        $"""
                        UPDATE deliveries
                           SET state = CASE WHEN @IsResend THEN 'pending' ELSE 'sent' END,
                               resends = resends + CASE WHEN @IsResend THEN 1 ELSE 0 END, updated_at = @now,
                               email = CASE WHEN @IsResend THEN {DeliveryTable.AddressNow} ELSE email END,
                               reply = @Reply
                         WHERE dispatch_id = @dispatchId AND subscriber_id = @SubscriberId AND state = 'uncertain'
                           AND (NOT @IsResend OR {Ledger.IsInTime})
                        """,
                        new
                        {
                            dispatchId,
                            one.SubscriberId,
                            one.IsResend,
                            one.Reply,
                            now,
                        },
                        transaction
                    );
                }

                await DispatchStore.ChangedAsync(
                    connection,
                    transaction,
                    dispatchId,
                    reopen: resends && dispatch.State is DispatchState.Done
                );
                if (alongside is not null)
                {
                    await alongside(connection, transaction);
                }

                return changed;
            },
            cancellationToken
        );

    /// <summary>True when the dispatch may still send, because its issue is not stale.</summary>
    public static bool MayResend(Dispatch dispatch, DateTimeOffset now) =>
        (dispatch.IsOpen || dispatch.State is DispatchState.Done) && now < dispatch.CutOffAt;
}
