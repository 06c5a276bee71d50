using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Subscribers.Search;

/// <summary>
/// The tables <c>reader_search</c> and <c>reader_search_due</c>: what readers are found by. Triggers note who is new or
/// changed and take out who is gone, in the transaction that changes the list; the rest is done behind it, in short
/// transactions.
/// </summary>
internal sealed class ReaderSearchIndex(Database database)
{
    /// <summary>Readers of one transaction: a dispatch waits some 20 ms for it at most.</summary>
    public const int BatchRows = 500;

    /// <summary>Brings the index up to date. While a dispatch is sent, it is one batch a call.</summary>
    /// <returns>How many readers were read anew.</returns>
    public async Task<int> CatchUpAsync(CancellationToken cancellationToken)
    {
        var done = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var (rows, isSending) = await NextAsync(cancellationToken);
            done += rows;
            if (rows < BatchRows || isSending)
            {
                break;
            }
        }

        return done;
    }

    /// <summary>How many readers wait to be found, counted up to a limit.</summary>
    public async Task<long> DueAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                "SELECT count(*) FROM (SELECT 1 FROM reader_search_due LIMIT @limit) AS due",
                new { limit },
                cancellationToken: cancellationToken
            )
        );
    }

    private async Task<(int Rows, bool IsSending)> NextAsync(CancellationToken cancellationToken)
    {
        // Look before a transaction is begun: nearly always nothing is due, and nobody has to wait for nothing.
        if (await DueAsync(limit: 1, cancellationToken) == 0)
        {
            return (0, false);
        }

        return await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var due = (
                    await connection.QueryAsync<Due>(
                        """
                        SELECT d.subscriber_id, s.email, s.email_key, s.first_name, s.last_name
                          FROM reader_search_due d
                          LEFT JOIN subscribers s ON s.id = d.subscriber_id
                         ORDER BY d.subscriber_id
                         LIMIT @BatchRows
                        """,
                        new { BatchRows },
                        transaction
                    )
                ).AsList();
                var isSending = await connection.ExecuteScalarAsync<bool>(
                    "SELECT EXISTS (SELECT 1 FROM dispatches WHERE state = 'sending')",
                    transaction: transaction
                );
                if (due.Count > 0)
                {
                    await connection.ExecuteAsync(
                        "DELETE FROM reader_search WHERE rowid = @SubscriberId",
                        due,
                        transaction
                    );
                    await connection.ExecuteAsync(
                        "INSERT INTO reader_search (rowid, text) VALUES (@SubscriberId, @Text)",
                        due.Where(one => one.Email is not null),
                        transaction
                    );
                    await connection.ExecuteAsync(
                        "DELETE FROM reader_search_due WHERE subscriber_id <= @last",
                        new { last = due[^1].SubscriberId },
                        transaction
                    );
                }

                return (due.Count, isSending);
            },
            cancellationToken
        );
    }

    private sealed record Due
    {
        public required long SubscriberId { get; init; }
        public string? Email { get; init; }
        public string? EmailKey { get; init; }
        public string? FirstName { get; init; }
        public string? LastName { get; init; }

        public string Text => ReaderSearch.ForIndex(Email!, EmailKey!, FirstName, LastName);
    }
}
