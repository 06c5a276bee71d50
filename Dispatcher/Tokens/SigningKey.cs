namespace Newsletter.Dispatcher.Tokens;

/// <summary>A key that signs links. Tests: KeyFileTests.</summary>
/// <param name="Id">The short name that tokens contain.</param>
/// <param name="Secret">At least 32 bytes.</param>
internal sealed record SigningKey(string Id, byte[] Secret)
{
    /// <summary>When it began to sign; null for the first key, which has no date.</summary>
    public DateOnly? MadeOn { get; init; }

    /// <summary>
    /// Since when its links are refused; null while they are good. A retired key stays in the file: names of messages
    /// and the hashes of erased people are made with the oldest one, and must not change.
    /// </summary>
    public DateOnly? RetiredOn { get; init; }

    /// <summary>The name of the key that comes after these: <c>a</c> to <c>z</c>, then <c>k27</c> and so on.</summary>
    public static string NextName(IReadOnlyCollection<SigningKey> keys)
    {
        var names = keys.Select(key => key.Id).ToHashSet(StringComparer.Ordinal);
        return Enumerable
            .Range(0, int.MaxValue)
            .Select(number => number < 26 ? $"{(char)('a' + number)}" : FormattableString.Invariant($"k{number + 1}"))
            .First(name => !names.Contains(name));
    }
}
