using System.Collections.Concurrent;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace Newsletter.Dispatcher.Settings;

/// <summary>A private key that signs mails (RFC 6376): RSA, or Ed25519 (RFC 8463). Tests: DkimSectionTests.</summary>
/// <remarks>
/// RSA by the operating system's library, which is about ten times as fast as one in managed code; Ed25519 by
/// BouncyCastle, because .NET has none. Many threads may sign at once: each takes an RSA object of its own while it
/// signs.
/// </remarks>
internal sealed class DkimKey
{
    /// <summary>RFC 8301 3.2: a signer must not use less.</summary>
    private const int ShortestRsa = 1024;

    private const int UsualRsa = 2048;

    private readonly byte[] _privateKey;
    private readonly ConcurrentBag<RSA> _idle = [];
    private readonly Ed25519PrivateKeyParameters? _ed25519;

    private DkimKey(byte[] privateKey, Ed25519PrivateKeyParameters? ed25519)
    {
        _privateKey = privateKey;
        _ed25519 = ed25519;
        if (ed25519 is null)
        {
            var rsa = Rsa();
            PublicKey = Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo());
            _idle.Add(rsa);
        }
        else
        {
            PublicKey = Convert.ToBase64String(ed25519.GeneratePublicKey().GetEncoded());
        }
    }

    /// <summary>The tag <c>a=</c> of a signature.</summary>
    public string Algorithm => _ed25519 is null ? "rsa-sha256" : "ed25519-sha256";

    /// <summary>The tag <c>p=</c> of the DNS record, base64.</summary>
    public string PublicKey { get; }

    /// <summary>The text of the DNS record at <c>SELECTOR._domainkey.DOMAIN</c> (RFC 6376 3.6.1).</summary>
    public string Record => $"v=DKIM1; k={(_ed25519 is null ? "rsa" : "ed25519")}; p={PublicKey}";

    /// <summary>Signs the SHA-256 hash of what is signed.</summary>
    public byte[] Sign(ReadOnlySpan<byte> hash)
    {
        if (_ed25519 is null)
        {
            var rsa = _idle.TryTake(out var idle) ? idle : Rsa();
            var signed = rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            _idle.Add(rsa);
            return signed;
        }

        var signature = new byte[Ed25519PrivateKeyParameters.SignatureSize];
        _ed25519.Sign(
            Org.BouncyCastle.Math.EC.Rfc8032.Ed25519.Algorithm.Ed25519,
            ctx: null,
            hash.ToArray(),
            0,
            hash.Length,
            signature,
            0
        );
        return signature;
    }

    /// <summary>Reads a private key as <c>openssl genpkey</c> or <c>dispatcher dkim new</c> writes it.</summary>
    /// <param name="problem">What it is instead, for the end of a sentence; the key itself is never in it.</param>
    /// <returns>Null with a problem.</returns>
    public static DkimKey? Parse(string pem, out string? problem)
    {
        problem = null;
        try
        {
            if (!PemEncoding.TryFind(pem, out var fields))
            {
                problem = "there is no key in PEM form in it";
                return null;
            }

            var label = pem[fields.Label];
            var content = Convert.FromBase64String(pem[fields.Base64Data]);
            if (label == "PRIVATE KEY" && PrivateKeyFactory.CreateKey(content) is Ed25519PrivateKeyParameters ed25519)
            {
                return new DkimKey([], ed25519);
            }

            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            if (rsa.KeySize < ShortestRsa)
            {
                problem = $"an RSA key of {rsa.KeySize} bits is refused by receivers; take {UsualRsa}";
                return null;
            }

            return new DkimKey(rsa.ExportPkcs8PrivateKey(), ed25519: null);
        }
        catch (Exception e)
            when (e
                    is ArgumentException
                        or CryptographicException
                        or FormatException
                        or IOException
                        or SecurityUtilityException
                        or InvalidOperationException
            )
        {
            problem = "it holds no RSA or Ed25519 private key without a passphrase";
            return null;
        }
    }

    /// <summary>Makes a key, as PEM (PKCS #8).</summary>
    public static string NewRsa()
    {
        using var rsa = RSA.Create(UsualRsa);
        return rsa.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <inheritdoc cref="NewRsa"/>
    public static string NewEd25519()
    {
        var generator = new Ed25519KeyPairGenerator();
        generator.Init(new Ed25519KeyGenerationParameters(new SecureRandom()));
        var key = PrivateKeyInfoFactory.CreatePrivateKeyInfo(generator.GenerateKeyPair().Private);
        return PemEncoding.WriteString("PRIVATE KEY", key.GetDerEncoded()) + "\n";
    }

    private RSA Rsa()
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(_privateKey, out _);
        return rsa;
    }
}
