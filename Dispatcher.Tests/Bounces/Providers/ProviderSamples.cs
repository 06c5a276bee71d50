using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Newsletter.Dispatcher.Tests.Bounces.Providers;

/// <summary>What the providers post, in the shapes of their public documentation, and signed as they sign.</summary>
internal static class ProviderSamples
{
    public const string Topic = "arn:aws:sns:eu-west-1:123456789012:bounces";
    public const string MailgunKey = "key-of-mailgun";

    public static string SesBounce(
        string to,
        DateTimeOffset at,
        string type = "Permanent",
        string subType = "General",
        string? status = "5.1.1",
        string? diagnostic = "smtp; 550 5.1.1 user unknown",
        string source = "letter@example.com",
        string? unsubscribe = null
    ) =>
        JsonSerializer.Serialize(
            new
            {
                notificationType = "Bounce",
                bounce = new
                {
                    feedbackId = "0100",
                    bounceType = type,
                    bounceSubType = subType,
                    bouncedRecipients = new[]
                    {
                        new
                        {
                            emailAddress = to,
                            action = "failed",
                            status,
                            diagnosticCode = diagnostic,
                        },
                    },
                    timestamp = at.UtcDateTime,
                    reportingMTA = "dsn; a1-2.smtp-out.eu-west-1.amazonses.com",
                },
                mail = new
                {
                    timestamp = at.UtcDateTime,
                    source,
                    messageId = "0100-000000",
                    destination = new[] { to },
                    headers = new[] { new { name = "List-Unsubscribe", value = unsubscribe ?? "" } },
                },
            }
        );

    public static string SesComplaint(
        string? to,
        DateTimeOffset at,
        string? feedback = "abuse",
        string? unsubscribe = null
    ) =>
        JsonSerializer.Serialize(
            new
            {
                notificationType = "Complaint",
                complaint = new
                {
                    complainedRecipients = new[] { new { emailAddress = to } },
                    timestamp = at.UtcDateTime,
                    complaintFeedbackType = feedback,
                    feedbackId = "0101",
                },
                mail = new
                {
                    source = "letter@example.com",
                    headers = new[] { new { name = "list-unsubscribe", value = unsubscribe ?? "" } },
                },
            }
        );

    public static string Postmark(
        string to,
        DateTimeOffset at,
        string type = "HardBounce",
        string details = "smtp;550 5.1.1 user unknown",
        string recordType = "Bounce"
    ) =>
        JsonSerializer.Serialize(
            new
            {
                RecordType = recordType,
                MessageStream = "broadcast",
                ID = 4323372036854775807,
                Type = type,
                TypeCode = 1,
                MessageID = "883953f4-6105-42a2-a16a-77a8eac79483",
                Details = details,
                Email = to,
                From = "letter@example.com",
                BouncedAt = at.UtcDateTime,
                Inactive = true,
            }
        );

    public static string Mailgun(
        string to,
        DateTimeOffset at,
        string token,
        string happened = "failed",
        string? severity = "permanent",
        string? reason = "bounce",
        object? status = null,
        DateTimeOffset? signedAt = null,
        string key = MailgunKey
    )
    {
        var timestamp = (signedAt ?? at).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mac = Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(timestamp + token))
        );
        return JsonSerializer.Serialize(
            new Dictionary<string, object?>
            {
                ["signature"] = new
                {
                    timestamp,
                    token,
                    signature = mac,
                },
                ["event-data"] = new Dictionary<string, object?>
                {
                    ["event"] = happened,
                    ["severity"] = severity,
                    ["reason"] = reason,
                    ["recipient"] = to,
                    ["timestamp"] = at.ToUnixTimeMilliseconds() / 1000.0,
                    ["envelope"] = new
                    {
                        sender = "letter@example.com",
                        transport = "smtp",
                        targets = to,
                    },
                    ["delivery-status"] =
                        status
                        ?? new
                        {
                            code = 550,
                            message = "5.1.1 The email account that you tried to reach does not exist",
                            description = "",
                        },
                    ["message"] = new
                    {
                        headers = new Dictionary<string, string>
                        {
                            ["to"] = to,
                            ["message-id"] = "20130503192659.13651.20287@example.com",
                        },
                    },
                },
            }
        );
    }

    public static JsonObject Sendgrid(
        string to,
        DateTimeOffset at,
        string happened = "bounce",
        string? type = "bounce",
        string? reason = "550 5.1.1 user unknown",
        string? status = "5.1.1",
        string? classification = null
    ) =>
        new()
        {
            ["email"] = to,
            ["timestamp"] = at.ToUnixTimeSeconds(),
            ["smtp-id"] = "<14c5d75ce93.dfd.64b469@ismtpd-555>",
            ["event"] = happened,
            ["type"] = type,
            ["reason"] = reason,
            ["status"] = status,
            ["bounce_classification"] = classification,
            ["sg_event_id"] = "6g4ZI7SA-xmRDv57GoPIPw==",
        };

    /// <summary>An envelope of SNS with the fields that its type has, signed.</summary>
    public static string Sns(
        X509Certificate2 certificate,
        string message,
        string version = "2",
        string type = "Notification",
        string topic = Topic,
        string? subject = null,
        string certificateUrl = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
        string subscribeUrl = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t1",
        string id = "22b80b92",
        string at = "2026-11-24T06:00:00.000Z"
    )
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Message"] = message,
            ["MessageId"] = id,
            ["Timestamp"] = at,
            ["TopicArn"] = topic,
            ["Type"] = type,
        };
        if (subject is not null)
        {
            fields["Subject"] = subject;
        }

        if (type != "Notification")
        {
            (fields["SubscribeURL"], fields["Token"]) = (subscribeUrl, "t1");
        }

        var text = string.Concat(fields.Select(field => $"{field.Key}\n{field.Value}\n"));
        using var key = certificate.GetRSAPrivateKey()!;
        var signature = key.SignData(
            Encoding.UTF8.GetBytes(text),
            version == "1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        (fields["SignatureVersion"], fields["Signature"], fields["SigningCertURL"]) = (
            version,
            Convert.ToBase64String(signature),
            certificateUrl
        );
        return JsonSerializer.Serialize(fields);
    }

    public static X509Certificate2 Certificate(DateTimeOffset now)
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest(
            "CN=sns.amazonaws.com",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(now.AddDays(-1), now.AddDays(300));
    }

    public static string SignSendgrid(ECDsa key, string body, string timestamp) =>
        Convert.ToBase64String(
            key.SignData(
                Encoding.UTF8.GetBytes(timestamp + body),
                HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence
            )
        );
}
