using Dapper;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// The outcomes of a dispatch in numbers: by state, by cause of failure, and by the recipients' domain.
/// Those that are summed up count as those that have their row.
/// Tests: StatusCommandTests.
/// </summary>
/// <param name="States">Deliveries by <see cref="DeliveryState"/>; a state without deliveries is absent.</param>
/// <param name="Failures">Failed deliveries by the name of their <see cref="RefusalCause"/>.</param>
/// <param name="Domains">The numbers of each domain, the largest first.</param>
/// <param name="WrittenAt">When the ledger last changed; null when it has no rows.</param>
internal sealed record DispatchNumbers(
    IReadOnlyDictionary<DeliveryState, long> States,
    IReadOnlyDictionary<string, long> Failures,
    IReadOnlyList<DomainNumbers> Domains,
    DateTimeOffset? WrittenAt
)
{
    /// <summary>The name for the remaining domains after the largest ones, and for readers who were erased.</summary>
    public const string Others = "other domains";

    /// <summary>The rates of the whole dispatch, as inbox providers judge them.</summary>
    public InboxRates Rates => DomainNumbers.Sum("", Domains).Rates;

    /// <summary>The largest domains by name, and all others as one.</summary>
    public IReadOnlyList<DomainNumbers> Largest(int count)
    {
        IReadOnlyList<DomainNumbers> named = [.. Domains.Where(domain => domain.Domain != Others).Take(count)];
        IReadOnlyList<DomainNumbers> others = [.. Domains.Except(named)];
        return others.Count == 0 ? named : [.. named, DomainNumbers.Sum(Others, others)];
    }

    /// <summary>Reads every delivery of the dispatch once: about a second for a million.</summary>
    public static async Task<DispatchNumbers> ReadAsync(
        Database database,
        long dispatchId,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var groups = await connection.QueryAsync<Group>(
            new CommandDefinition(
                $"""
                SELECT {Ledger.RecipientDomain} AS domain, d.state, d.class AS cause,
                       count(*) AS count,
                       max(d.updated_at) AS written_at,
                       count(*) FILTER (WHERE r.is_dead = 1) AS dead,
                       count(*) FILTER (WHERE r.has_bounced = 1 AND r.is_dead = 0) AS soft,
                       count(*) FILTER (WHERE r.has_complained = 1) AS complaints
                  FROM deliveries d
                  LEFT JOIN delivery_returns r ON r.dispatch_id = @dispatchId AND r.subscriber_id = d.subscriber_id
                 WHERE d.dispatch_id = @dispatchId
                 GROUP BY 1, 2, 3
                 UNION ALL
                SELECT z.domain, z.state, nullif(z.cause, ''), z.readers, z.last_at, z.dead, z.soft, z.complaints
                  FROM delivery_summaries z
                 WHERE z.dispatch_id = @dispatchId
                """,
                new { dispatchId },
                cancellationToken: cancellationToken
            )
        );
        return Of([.. groups]);
    }

    private static DispatchNumbers Of(IReadOnlyList<Group> groups) =>
        new(
            groups
                .GroupBy(group => group.State)
                .ToDictionary(state => state.Key, state => state.Sum(group => group.Count)),
            groups
                .Where(group => group.State == DeliveryState.Failed)
                .GroupBy(group => (RefusalCauses.Parse(group.Cause) ?? RefusalCause.Unspecified).Word())
                .ToDictionary(cause => cause.Key, cause => cause.Sum(group => group.Count), StringComparer.Ordinal),
            [
                .. groups
                    .GroupBy(group => group.Domain.Length == 0 ? Others : group.Domain, Domain)
                    .OrderByDescending(domain => domain.Recipients + domain.Failed + domain.Deferred)
                    .ThenBy(domain => domain.Domain, StringComparer.Ordinal),
            ],
            groups.Count == 0 ? null : groups.Max(group => group.WrittenAt)
        );

    private static DomainNumbers Domain(string name, IEnumerable<Group> groups) =>
        DomainNumbers.Sum(
            name,
            groups.Select(group =>
            {
                var isDead = group.State == DeliveryState.Failed && RefusalCauses.OfDeadAddresses.Contains(group.Cause);
                return new DomainNumbers
                {
                    Domain = name,
                    Sent = group.State == DeliveryState.Sent ? group.Count : 0,
                    Deferred = group.State == DeliveryState.Deferred ? group.Count : 0,
                    Failed = group.State == DeliveryState.Failed ? group.Count : 0,
                    Dead = isDead ? group.Count : group.Dead,
                    SoftBounces = group.Soft,
                    Complaints = group.Complaints,

                    // A recipient also counts when the outcome was unknown until the bounce came.
                    Recipients = isDead || group.State == DeliveryState.Sent ? group.Count : group.Dead,
                };
            })
        );

    private sealed record Group
    {
        public required string Domain { get; init; }
        public required DeliveryState State { get; init; }
        public string? Cause { get; init; }
        public required long Count { get; init; }
        public required DateTimeOffset WrittenAt { get; init; }
        public required long Dead { get; init; }
        public required long Soft { get; init; }
        public required long Complaints { get; init; }
    }
}
