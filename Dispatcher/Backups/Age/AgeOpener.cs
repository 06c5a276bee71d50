using System.Globalization;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Backups.Age;

/// <summary>
/// What opens an encrypted backup: a passphrase, secret keys of age, or, for the one who has just written it, the key
/// of the file itself. Tests: AgeTests.
/// </summary>
internal sealed class AgeOpener
{
    private const string Prefix = "age-secret-key-";

    /// <summary>A stranger's file must not make us work or take memory without end: 1 GB.</summary>
    private const int MostLogN = 20;

    private readonly string? _passphrase;
    private readonly IReadOnlyList<byte[]> _secrets;
    private readonly byte[]? _fileKey;

    private AgeOpener(string? passphrase, IReadOnlyList<byte[]> secrets, byte[]? fileKey) =>
        (_passphrase, _secrets, _fileKey) = (passphrase, secrets, fileKey);

    /// <summary>Opens what is not encrypted, and nothing else.</summary>
    public static AgeOpener Nothing { get; } = new(passphrase: null, [], fileKey: null);

    public static AgeOpener OfPassphrase(string passphrase) => new(passphrase, [], fileKey: null);

    public static AgeOpener OfFileKey(byte[] fileKey) => new(passphrase: null, [], fileKey);

    /// <param name="lines">Of a file that <c>age-keygen</c> has made.</param>
    /// <returns>Null where a line is no secret key, or there is none.</returns>
    public static AgeOpener? OfIdentities(IEnumerable<string> lines)
    {
        var secrets = lines
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => Bech32.Decode(Prefix, line))
            .ToList();
        return secrets.Count > 0 && secrets.All(secret => secret is { Length: AgeKeys.PointLength })
            ? new(passphrase: null, [.. secrets.OfType<byte[]>()], fileKey: null)
            : null;
    }

    /// <summary>The key of the file, from one entry of its header.</summary>
    /// <returns>Null where this entry is for somebody else.</returns>
    public byte[]? Open(string[] arguments, byte[] body) =>
        _fileKey
        ?? arguments switch
        {
            ["X25519", var share] when AgeText.Decode(share) is { Length: AgeKeys.PointLength } point => _secrets
                .Select(secret => OpenPoint(secret, point, body))
                .FirstOrDefault(key => key is not null),
            ["scrypt", var salt, var cost]
                when _passphrase is { } passphrase
                    && AgeText.Decode(salt) is { Length: AgeKeys.SaltLength } octets
                    && int.TryParse(cost, NumberStyles.None, CultureInfo.InvariantCulture, out var logN)
                    && logN is > 0 and <= MostLogN => AgeKeys.Unwrap(
                AgeKeys.OfPassphraseText(passphrase, octets, logN),
                body
            ),
            _ => null,
        };

    private static byte[]? OpenPoint(byte[] secret, byte[] share, byte[] body) =>
        AgeKeys.OfRecipient(secret, share, share, AgeKeys.Public(secret)) is { } key ? AgeKeys.Unwrap(key, body) : null;
}
