using System.Globalization;
using System.Security.Cryptography;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Backups.Age;

/// <summary>To whom a backup is encrypted: a recipient of age, or a passphrase. Tests: AgeTests.</summary>
internal sealed class AgeLock
{
    private const string Prefix = "age";

    /// <summary>As strong as a service with little memory can afford: 64 MB, some tenths of a second.</summary>
    private const int LogN = 16;

    private readonly byte[]? _recipient;
    private readonly string? _passphrase;

    private AgeLock(byte[]? recipient, string? passphrase) => (_recipient, _passphrase) = (recipient, passphrase);

    /// <param name="text"><c>age1…</c>, as <c>age-keygen</c> prints it.</param>
    /// <returns>Null where the text is no recipient.</returns>
    public static AgeLock? OfRecipient(string text) =>
        Bech32.Decode(Prefix, text) is { Length: AgeKeys.PointLength } point ? new(point, passphrase: null) : null;

    public static AgeLock OfPassphrase(string passphrase) => new(recipient: null, passphrase);

    /// <summary>The lines of an age header that hold the file key for this lock.</summary>
    public (string Arguments, byte[] Body) Wrap(byte[] fileKey)
    {
        if (_recipient is { } recipient)
        {
            var secret = RandomNumberGenerator.GetBytes(AgeKeys.PointLength);
            var share = AgeKeys.Public(secret);
            var key =
                AgeKeys.OfRecipient(secret, recipient, share, recipient)
                ?? throw new BackupException(
                    "The recipient is no key that can be encrypted to; make one with age-keygen."
                );
            return ($"X25519 {AgeText.Encode(share)}", AgeKeys.Wrap(key, fileKey));
        }

        var salt = RandomNumberGenerator.GetBytes(AgeKeys.SaltLength);
        return (
            string.Create(CultureInfo.InvariantCulture, $"scrypt {AgeText.Encode(salt)} {LogN}"),
            AgeKeys.Wrap(AgeKeys.OfPassphraseText(_passphrase!, salt, LogN), fileKey)
        );
    }
}
