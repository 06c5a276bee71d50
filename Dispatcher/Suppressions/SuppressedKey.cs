using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Suppressions;

/// <summary>
/// A suppression that meets an address: under its key, or under the hash that is left of an erased person.
/// Tests: SuppressionTableTests.
/// </summary>
internal sealed record SuppressedKey
{
    public required string EmailKey { get; init; }

    public required SuppressionKind Kind { get; init; }

    /// <summary>Of an erased person: they were not to get mail in any case.</summary>
    public bool IsForGood { get; init; }

    /// <summary>Why, in words for people.</summary>
    public required string Reason { get; init; }

    public string? Evidence { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public bool IsErased => EmailKey.StartsWith(ErasedAddress.Prefix, StringComparison.Ordinal);

    /// <summary>
    /// Whether a confirmation by the owner of the address lifts it: where mail came back, or the person was erased and
    /// nothing else kept them from getting mail. Not a complaint, not an operator's decision.
    /// </summary>
    public bool MayBeLifted() =>
        Kind switch
        {
            SuppressionKind.Bounce => true,
            SuppressionKind.Erased => !IsForGood,
            _ => false,
        };
}
