namespace Newsletter.Dispatcher.Storage;

/// <summary>The row of table <c>owner</c>.</summary>
internal sealed record OwnerRow
{
    /// <summary>Made anew at each start.</summary>
    public required string Token { get; init; }

    public required long ProcessId { get; init; }

    public required string Host { get; init; }

    /// <summary>Counts up while a process sends from the database.</summary>
    public required long Mark { get; init; }

    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>Null while it runs, and after a crash.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
