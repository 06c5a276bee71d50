using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Accounts.SignIn;

/// <summary>
/// Answers of sign-in services and of passkeys that were taken: the table <c>used_answers</c>. A cookie alone does not
/// keep somebody from sending the same answer twice, because a thief can copy the cookie, too.
/// </summary>
internal sealed class UsedAnswers(Database database, TimeProvider clock)
{
    /// <summary>Longer than any answer is taken.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(2);

    /// <summary>Takes an answer.</summary>
    /// <param name="kind">What it is, such as <c>oidc</c>.</param>
    /// <param name="answer">What makes it different from all others: its nonce or challenge.</param>
    /// <returns>False when it was taken before.</returns>
    public Task<bool> TakeAsync(string kind, string answer, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.InTransactionAsync(
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync(
                    "DELETE FROM used_answers WHERE good_until < @now",
                    new { now },
                    transaction
                );
                return await connection.ExecuteAsync(
                        """
                        INSERT INTO used_answers (answer_hash, good_until) VALUES (@hash, @until)
                            ON CONFLICT (answer_hash) DO NOTHING
                        """,
                        new { hash = AccountSecrets.Hash($"answer.{kind}", answer), until = now + Kept },
                        transaction
                    ) > 0;
            },
            cancellationToken
        );
    }
}
