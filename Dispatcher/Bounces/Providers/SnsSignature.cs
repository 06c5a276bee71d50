using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// Whether Amazon SNS signed a message: RSA over chosen fields, with SHA-1 in version 1 and SHA-256 in version 2; pure.
/// Tests: ProviderSignatureTests.
/// </summary>
internal static class SnsSignature
{
    public static bool IsGenuine(SnsMessage message, X509Certificate2 certificate, DateTimeOffset now)
    {
        if (
            now < new DateTimeOffset(certificate.NotBefore)
            || now > new DateTimeOffset(certificate.NotAfter)
            || Hash(message.SignatureVersion) is not { } hash
            || SignedText(message) is not { } text
        )
        {
            return false;
        }

        var signature = new byte[message.Signature.Length];
        using var key = certificate.GetRSAPublicKey();
        return key is not null
            && Convert.TryFromBase64String(message.Signature, signature, out var length)
            && key.VerifyData(
                Encoding.UTF8.GetBytes(text),
                signature.AsSpan(0, length),
                hash,
                RSASignaturePadding.Pkcs1
            );
    }

    /// <summary>
    /// Each field's name and value on a line of its own, in the order of the names; null for a type that we do not
    /// know.
    /// </summary>
    public static string? SignedText(SnsMessage message) =>
        message.Type switch
        {
            SnsMessage.Notification => Lines(
                ("Message", message.Message),
                ("MessageId", message.MessageId),
                ("Subject", message.Subject),
                ("Timestamp", message.Timestamp),
                ("TopicArn", message.TopicArn),
                ("Type", message.Type)
            ),
            SnsMessage.SubscriptionConfirmation
            or "UnsubscribeConfirmation" when message is { Token: not null, SubscribeUrl: not null } => Lines(
                ("Message", message.Message),
                ("MessageId", message.MessageId),
                ("SubscribeURL", message.SubscribeUrl),
                ("Timestamp", message.Timestamp),
                ("Token", message.Token),
                ("TopicArn", message.TopicArn),
                ("Type", message.Type)
            ),
            _ => null,
        };

    private static HashAlgorithmName? Hash(string version) =>
        version switch
        {
            "1" => HashAlgorithmName.SHA1,
            "2" => HashAlgorithmName.SHA256,
            _ => null,
        };

    private static string Lines(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in fields)
        {
            if (value is not null)
            {
                text.Append(name).Append('\n').Append(value).Append('\n');
            }
        }

        return text.ToString();
    }
}
