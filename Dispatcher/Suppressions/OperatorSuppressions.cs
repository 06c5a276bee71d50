using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Suppressions;

/// <summary>What an operator decides about an address, from the command line or the desk.</summary>
/// <param name="alongside">Written with each change, in its transaction; not when nothing changed.</param>
internal sealed class OperatorSuppressions(Database database, TimeProvider clock, Alongside? alongside = null)
{
    /// <summary>Sends an address nothing from now on.</summary>
    /// <returns>False when it is suppressed already.</returns>
    public Task<bool> AddAsync(EmailAddress address, string reason, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var isNew = await SuppressionTable.RecordAsync(
                    connection,
                    transaction,
                    new(address.Key, SuppressionKind.Operator, reason, NewSuppression.ByOperator),
                    clock.GetUtcNow()
                );
                if (isNew && alongside is not null)
                {
                    await alongside(connection, transaction);
                }

                return isNew;
            },
            cancellationToken
        );

    /// <summary>Lets an address get mail again.</summary>
    /// <param name="reactivate">Also makes a bounced subscriber active.</param>
    /// <returns>False when it was not suppressed.</returns>
    public Task<bool> LiftAsync(string key, bool reactivate, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var wasSuppressed = await SuppressionTable.RemoveAsync(
                    connection,
                    transaction,
                    key,
                    reactivate,
                    clock.GetUtcNow()
                );
                if (wasSuppressed && alongside is not null)
                {
                    await alongside(connection, transaction);
                }

                return wasSuppressed;
            },
            cancellationToken
        );
}
