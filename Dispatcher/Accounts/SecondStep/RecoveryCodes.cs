using System.Security.Cryptography;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Accounts.SecondStep;

/// <summary>
/// Codes that replace the authenticator app once each, for the day on which the telephone is lost: 80 random bits in
/// four groups, such as <c>abcd-efgh-ijkl-mnop</c>.
/// </summary>
internal static class RecoveryCodes
{
    public const int Count = 10;

    private const int Bytes = 10;
    private const int Letters = 16;
    private const int Group = 4;

    public static IReadOnlyList<string> New() => [.. Enumerable.Range(0, Count).Select(_ => One())];

    /// <summary>What is hashed of a typed code: no case, no blanks, no dashes.</summary>
    /// <returns>Null for what cannot be a code.</returns>
    public static string? Plain(string typed)
    {
        var letters = string.Concat(typed.Where(c => c is not ('-' or ' '))).ToLowerInvariant();
        return letters.Length == Letters && letters.All(char.IsAsciiLetterOrDigit) ? letters : null;
    }

    private static string One() =>
        string.Join(
            '-',
            Base32.Encode(RandomNumberGenerator.GetBytes(Bytes)).Chunk(Group).Select(group => new string(group))
        );
}
