namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The outcomes of the messages to one domain of recipients. Tests: StatusCommandTests.</summary>
internal sealed record DomainNumbers
{
    public required string Domain { get; init; }

    public long Sent { get; init; }

    /// <summary>Deferred now, by the domain's server or by our relay.</summary>
    public long Deferred { get; init; }

    public long Failed { get; init; }

    /// <summary>Dead addresses, found by a refusal or by a later bounce.</summary>
    public long Dead { get; init; }

    /// <summary>Other bounces, such as a full or locked mailbox.</summary>
    public long SoftBounces { get; init; }

    /// <summary>Recipients who marked the message as spam.</summary>
    public long Complaints { get; init; }

    /// <summary>Recipients who got the message, or would have got it if their address were not dead.</summary>
    public long Recipients { get; init; }

    public InboxRates Rates => new(Recipients, Dead, Complaints);

    /// <summary>The sum of several domains.</summary>
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
