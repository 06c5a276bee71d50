using Dapper;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Suppressions;

/// <summary>
/// How a dispatch went as a whole, which decides whether one of its refusals says something about an address: others
/// must have been accepted, in the dispatch and at the address's own domain, and most must not have met the same.
/// Tests: SuppressionReviewTests.
/// </summary>
/// <param name="Sent">How many were accepted.</param>
/// <param name="Causes">How many were not, by the word of their cause.</param>
/// <param name="DarkDomains">Domains at which several recipients were refused and none was accepted, in lower
/// case.</param>
internal sealed record DispatchCompany(
    long Sent,
    IReadOnlyDictionary<string, long> Causes,
    IReadOnlySet<string> DarkDomains
)
{
    /// <summary>Fewer refused at one domain may all be dead.</summary>
    private const int LeastOfDomain = 3;

    /// <summary>True when a refusal in this dispatch says something about its address.</summary>
    /// <param name="cause">The word of its cause.</param>
    public bool Vouches(string email, string cause) =>
        Sent > 0
        && Causes.GetValueOrDefault(cause) * 2 <= Sent + Causes.Values.Sum()
        && !DarkDomains.Contains(MailDomain.Of(email).ToLowerInvariant());

    /// <summary>Reads it from the ledger, which knows the whole dispatch, also after a restart.</summary>
    public static async Task<DispatchCompany> ReadAsync(
        Database database,
        long dispatchId,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        IReadOnlyList<Refused> refused =
        [
            .. await connection.QueryAsync<Refused>(
                new CommandDefinition(
                    $"""
                    SELECT {Ledger.RecipientDomain} AS domain, d.class AS cause, count(*) AS count
                      FROM deliveries d
                     WHERE d.dispatch_id = @dispatchId AND d.state IN ('failed', 'expired') AND d.class IS NOT NULL
                     GROUP BY 1, 2
                    """,
                    new { dispatchId },
                    cancellationToken: cancellationToken
                )
            ),
        ];
        var sent = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                "SELECT count(*) FROM deliveries WHERE dispatch_id = @dispatchId AND state = 'sent'",
                new { dispatchId },
                cancellationToken: cancellationToken
            )
        );
        var dark = refused
            .GroupBy(group => group.Domain)
            .Where(domain => domain.Sum(group => group.Count) >= LeastOfDomain)
            .Select(domain => domain.Key)
            .ToHashSet();
        if (dark.Count > 0)
        {
            dark.ExceptWith(
                await connection.QueryAsync<string>(
                    new CommandDefinition(
                        $"SELECT DISTINCT {Ledger.RecipientDomain} FROM deliveries d WHERE d.dispatch_id = "
                            + "@dispatchId AND d.state = 'sent'",
                        new { dispatchId },
                        cancellationToken: cancellationToken
                    )
                )
            );
        }

        var causes = refused
            .GroupBy(group => group.Cause)
            .ToDictionary(cause => cause.Key, cause => cause.Sum(group => group.Count), StringComparer.Ordinal);
        return new(sent, causes, dark);
    }

    private sealed record Refused
    {
        public required string Domain { get; init; }
        public required string Cause { get; init; }
        public required long Count { get; init; }
    }
}
