using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;

namespace Newsletter.Dispatcher.Accounts;

/// <summary>A row of <c>account_passkeys</c>. Tests: AccountStoreTests.</summary>
internal sealed record PasskeyRow
{
    public required string CredentialId { get; init; }
    public required long AccountId { get; init; }

    /// <summary>What its owner calls it; null until they do.</summary>
    public string? Name { get; init; }
    public required string PublicKey { get; init; }
    public required long SignCount { get; init; }

    /// <summary>How the browser reaches it, separated by blanks.</summary>
    public required string Transports { get; init; }
    public required long IsUserVerified { get; init; }
    public required long IsBackupEligible { get; init; }
    public required long IsBackedUp { get; init; }
    public required string AttestationObject { get; init; }
    public required string ClientDataJson { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public static PasskeyRow Of(long accountId, UserPasskeyInfo passkey) =>
        new()
        {
            CredentialId = Base64Url.EncodeToString(passkey.CredentialId),
            AccountId = accountId,
            Name = passkey.Name,
            PublicKey = Base64Url.EncodeToString(passkey.PublicKey),
            SignCount = passkey.SignCount,
            Transports = string.Join(' ', passkey.Transports ?? []),
            IsUserVerified = passkey.IsUserVerified ? 1 : 0,
            IsBackupEligible = passkey.IsBackupEligible ? 1 : 0,
            IsBackedUp = passkey.IsBackedUp ? 1 : 0,
            AttestationObject = Base64Url.EncodeToString(passkey.AttestationObject),
            ClientDataJson = Base64Url.EncodeToString(passkey.ClientDataJson),
            CreatedAt = passkey.CreatedAt,
        };

    public UserPasskeyInfo ToInfo() =>
        new(
            Base64Url.DecodeFromChars(CredentialId),
            Base64Url.DecodeFromChars(PublicKey),
            CreatedAt,
            (uint)SignCount,
            Transports.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            IsUserVerified != 0,
            IsBackupEligible != 0,
            IsBackedUp != 0,
            Base64Url.DecodeFromChars(AttestationObject),
            Base64Url.DecodeFromChars(ClientDataJson)
        )
        {
            Name = Name,
        };
}
