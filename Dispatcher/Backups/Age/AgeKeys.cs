using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Newsletter.Dispatcher.Backups.Age;

/// <summary>
/// Derives and wraps the keys of an age file (age-encryption.org/v1), from the primitives of .NET and, for X25519 and
/// scrypt, of BouncyCastle. Tests: AgeTests.
/// </summary>
internal static class AgeKeys
{
    public const int FileKeyLength = 16;
    public const int NonceLength = 16;
    public const int SaltLength = 16;
    public const int PointLength = 32;
    public const int TagLength = 16;

    private const string OfPoint = "age-encryption.org/v1/X25519";
    private const string OfPassphrase = "age-encryption.org/v1/scrypt";

    /// <summary>The public half of a secret key.</summary>
    public static byte[] Public(byte[] secret)
    {
        var point = new byte[PointLength];
        X25519.ScalarMultBase(secret, 0, point, 0);
        return point;
    }

    /// <returns>Null where the result would not depend on the secret.</returns>
    public static byte[]? OfRecipient(byte[] secret, byte[] other, byte[] share, byte[] recipient)
    {
        var shared = new byte[PointLength];
        return X25519.CalculateAgreement(secret, 0, other, 0, shared, 0)
            ? Derive(shared, [.. share, .. recipient], OfPoint)
            : null;
    }

    /// <param name="logN">2 to this power is the cost; 16 takes 64 MB.</param>
    public static byte[] OfPassphraseText(string passphrase, byte[] salt, int logN) =>
        SCrypt.Generate(
            Encoding.UTF8.GetBytes(passphrase),
            [.. Encoding.ASCII.GetBytes(OfPassphrase), .. salt],
            1 << logN,
            8,
            1,
            32
        );

    public static byte[] OfHeader(byte[] fileKey) => Derive(fileKey, [], "header");

    public static byte[] OfPayload(byte[] fileKey, byte[] nonce) => Derive(fileKey, nonce, "payload");

    public static byte[] Wrap(byte[] key, byte[] fileKey)
    {
        var wrapped = new byte[FileKeyLength + TagLength];
        using var cipher = new ChaCha20Poly1305(key);
        cipher.Encrypt(new byte[12], fileKey, wrapped.AsSpan(0, FileKeyLength), wrapped.AsSpan(FileKeyLength));
        return wrapped;
    }

    /// <returns>Null where the key is another one.</returns>
    public static byte[]? Unwrap(byte[] key, byte[] wrapped)
    {
        if (wrapped.Length != FileKeyLength + TagLength)
        {
            return null;
        }

        var fileKey = new byte[FileKeyLength];
        using var cipher = new ChaCha20Poly1305(key);
        try
        {
            cipher.Decrypt(new byte[12], wrapped.AsSpan(0, FileKeyLength), wrapped.AsSpan(FileKeyLength), fileKey);
            return fileKey;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] Derive(byte[] key, byte[] salt, string info) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, salt, Encoding.ASCII.GetBytes(info));
}
