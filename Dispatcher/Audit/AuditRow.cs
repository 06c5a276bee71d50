namespace Newsletter.Dispatcher.Audit;

/// <summary>A row of <c>audit</c>. Tests: AuditTrailTests.</summary>
internal sealed record AuditRow
{
    /// <summary>Rises with time.</summary>
    public required long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    /// <summary>The name of the account that is the actor; null for others, and for accounts that are gone.</summary>
    public string? ActorName { get; init; }

    public required string Action { get; init; }

    public required string Subject { get; init; }

    public string? Details { get; init; }

    public string? Reason { get; init; }

    public required string Origin { get; init; }
}
