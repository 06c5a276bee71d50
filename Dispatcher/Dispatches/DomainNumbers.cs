namespace Newsletter.Dispatcher.Dispatches;

/// <summary>What became of the messages to one domain of recipients.</summary>
internal sealed record DomainNumbers
{
    public required string Domain { get; init; }

    public long Sent { get; init; }

    /// <summary>Put off now, by its server or ours.</summary>
    public long Deferred { get; init; }

    public long Failed { get; init; }

    /// <summary>Addresses that are dead, told at once or by a bounce that came later.</summary>
    public long Dead { get; init; }

    /// <summary>Other bounces: full, locked, not now.</summary>
    public long SoftBounces { get; init; }

    /// <summary>People who marked it as spam.</summary>
    public long Complaints { get; init; }

    /// <summary>Who got it, or would have if their address were not dead.</summary>
    public long Recipients { get; init; }

    public InboxRates Rates => new(Recipients, Dead, Complaints);

    /// <summary>Several as one.</summary>
    public static DomainNumbers Sum(string name, IEnumerable<DomainNumbers> domains) =>
        domains.Aggregate(
            new DomainNumbers { Domain = name },
            (sum, one) =>
                sum with
                {
                    Sent = sum.Sent + one.Sent,
                    Deferred = sum.Deferred + one.Deferred,
                    Failed = sum.Failed + one.Failed,
                    Dead = sum.Dead + one.Dead,
                    SoftBounces = sum.SoftBounces + one.SoftBounces,
                    Complaints = sum.Complaints + one.Complaints,
                    Recipients = sum.Recipients + one.Recipients,
                }
        );
}
