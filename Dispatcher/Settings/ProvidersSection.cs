using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// The sections of mail providers in <c>Bounces</c>, from configuration to checked settings.
/// Tests: SettingsCheckTests.
/// </summary>
internal static partial class ProvidersSection
{
    public static ProvidersSettings Read(SettingsReader bounces, string root) =>
        new()
        {
            SesTopicArn = Ses(bounces.Nested("Ses")),
            Postmark = Postmark(bounces.Nested("Postmark"), root),
            MailgunSigningKey = Mailgun(bounces.Nested("Mailgun"), root),
            SendgridPublicKey = Sendgrid(bounces.Nested("Sendgrid")),
        };

    private static string? Ses(SettingsReader read)
    {
        var topic = read.Text("TopicArn");
        read.RefuseUnknownKeys();
        if (topic is null || Topic.IsMatch(topic))
        {
            return topic;
        }

        read.Refuse("TopicArn", topic, "the ARN of an SNS topic, such as arn:aws:sns:eu-west-1:123456789012:bounces");
        return null;
    }

    private static PostmarkLogin? Postmark(SettingsReader read, string root)
    {
        var (user, password) = (read.Text("User"), read.Secret("Password", root));
        read.RefuseUnknownKeys();
        if (user?.Contains(':', StringComparison.Ordinal) == true)
        {
            read.Refuse("User", user, "a name without a colon");
        }
        else if (user is not null && password is not null)
        {
            return new(user, password);
        }
        else if (user is not null || password is not null)
        {
            read.Add(
                "takes a User and a Password (or PasswordFile), both or neither; write them into the webhook's "
                    + "address at Postmark too: https://USER:PASSWORD@…"
            );
        }

        return null;
    }

    private static string? Mailgun(SettingsReader read, string root)
    {
        var key = read.Secret("SigningKey", root);
        read.RefuseUnknownKeys();
        return key;
    }

    private static byte[]? Sendgrid(SettingsReader read)
    {
        var text = read.Text("PublicKey");
        read.RefuseUnknownKeys();
        if (text is null)
        {
            return null;
        }

        try
        {
            var bytes = Convert.FromBase64String(text);
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(bytes, out _);
            if (key.KeySize == 256)
            {
                return bytes;
            }
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            // Reported below.
        }

        read.Refuse(
            "PublicKey",
            text,
            "the verification key that SendGrid shows: base64 of a P-256 public key, on one line"
        );
        return null;
    }

    [GeneratedRegex(
        @"^arn:aws(-cn|-us-gov)?:sns:[a-z0-9-]{1,40}:[0-9]{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Topic { get; }
}
