using System.Security.Cryptography;
using System.Text;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Approvals;

/// <summary>Makes, finds and ends links that show a draft to somebody without an account.</summary>
internal sealed class DraftLinks(Database database, TimeProvider clock)
{
    /// <summary>A link is for a look, not for good.</summary>
    public const int MostDays = 30;

    /// <summary>More open links of one issue are a mistake, or somebody who tries the machine.</summary>
    public const int MostOpen = 20;

    /// <summary>A secret of 32 letters is 160 bits.</summary>
    private const int SecretBytes = 20;

    private readonly AuditBook _audit = new(database, clock);

    /// <returns>The secret, which only this result has; null when the issue has <see cref="MostOpen"/> open
    /// links.</returns>
    /// <param name="days">1 to <see cref="MostDays"/>.</param>
    public async Task<string?> MakeAsync(string slug, Decider author, int days, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, MostDays);
        var now = clock.GetUtcNow();
        var secret = Base32.Encode(RandomNumberGenerator.GetBytes(SecretBytes));
        return await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (await DraftLinkTable.CountOpenAsync(connection, transaction, slug, now) >= MostOpen)
                {
                    return null;
                }

                await DraftLinkTable.AddAsync(
                    connection,
                    transaction,
                    HashOf(secret),
                    slug,
                    author,
                    now,
                    now.AddDays(days)
                );
                await _audit.RecordAsync(
                    connection,
                    transaction,
                    author.Did("issue.show-link", slug, FormattableString.Invariant($"for {days} days"))
                );
                return secret;
            },
            cancellationToken
        );
    }

    /// <summary>The link of a secret while it is open; null for any other text.</summary>
    public async Task<DraftLink?> FindAsync(string secret, CancellationToken cancellationToken) =>
        secret.Length <= 100
        && await DraftLinkTable.FindAsync(database, HashOf(secret), cancellationToken) is { } link
        && link.IsOpen(clock.GetUtcNow())
            ? link
            : null;

    /// <inheritdoc cref="DraftLinkTable.TakeBackAsync"/>
    public Task<bool> TakeBackAsync(string slug, long id, Decider by, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var isTaken = await DraftLinkTable.TakeBackAsync(connection, transaction, slug, id, clock.GetUtcNow());
                if (isTaken)
                {
                    await _audit.RecordAsync(
                        connection,
                        transaction,
                        by.Did("issue.end-link", slug, FormattableString.Invariant($"link {id}"))
                    );
                }

                return isTaken;
            },
            cancellationToken
        );

    /// <summary>A plain hash is enough: nobody can try 160 random bits through.</summary>
    private static string HashOf(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
