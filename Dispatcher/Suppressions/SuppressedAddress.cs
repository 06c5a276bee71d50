using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Suppressions;

/// <summary>An address that must get nothing.</summary>
internal sealed record SuppressedAddress
{
    /// <summary>The address's key: what is the same for every way to write it.</summary>
    public required string Email { get; init; }

    public required string Reason { get; init; }

    /// <summary>What the relay said; null when there is none.</summary>
    public string? Evidence { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
