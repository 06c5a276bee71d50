using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Suppressions;

/// <summary>A suppression that meets an address: under its key, or under the hash that is left of an erased person.</summary>
internal sealed record SuppressedKey
{
    /// <summary>Reason of the hash of somebody whom nothing else kept from getting mail.</summary>
    public const string Erased = "erased";

    /// <summary>Reason of the hash of somebody who was not to get mail in any case.</summary>
    public const string ErasedForGood = "erased, suppressed";

    public required string EmailKey { get; init; }
    public required string Reason { get; init; }
    public string? Evidence { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public bool IsErased => EmailKey.StartsWith(ErasedAddress.Prefix, StringComparison.Ordinal);

    /// <summary>Those of an address; one at most under each of its two keys.</summary>
    public static async Task<IReadOnlyList<SuppressedKey>> FindAsync(
        SqliteConnection connection, SqliteTransaction? transaction, EmailAddress address, SigningKey oldestKey) =>
        [.. await connection.QueryAsync<SuppressedKey>(
            "SELECT email_key, reason, evidence, created_at FROM suppressions WHERE email_key IN (@Key, @erased)",
            new { address.Key, erased = ErasedAddress.KeyOf(address, oldestKey) },
            transaction)];

    /// <summary>Ends those of an address.</summary>
    public static async Task LiftAsync(SqliteConnection connection, SqliteTransaction transaction, EmailAddress address, SigningKey oldestKey) =>
        await connection.ExecuteAsync(
            "DELETE FROM suppressions WHERE email_key IN (@Key, @erased)",
            new { address.Key, erased = ErasedAddress.KeyOf(address, oldestKey) },
            transaction);
}
