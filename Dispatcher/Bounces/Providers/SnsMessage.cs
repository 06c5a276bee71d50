using System.Text.Json;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// The envelope in which Amazon SNS posts; untrusted until <see cref="SnsSignature"/> has found it right.
/// Tests: ProviderReaderTests.
/// </summary>
internal sealed partial record SnsMessage
{
    public const string Notification = "Notification";
    public const string SubscriptionConfirmation = "SubscriptionConfirmation";

    public required string Type { get; init; }

    public required string MessageId { get; init; }

    public required string TopicArn { get; init; }

    public required string Message { get; init; }

    /// <summary>As it is written, because it is signed so.</summary>
    public required string Timestamp { get; init; }

    public string? Subject { get; init; }

    /// <summary>In a confirmation only.</summary>
    public string? Token { get; init; }

    /// <summary>Where a confirmation is confirmed; null for none, and for any address but Amazon's.</summary>
    public Uri? SubscribeAddress { get; init; }

    public string? SubscribeUrl { get; init; }

    public required string SignatureVersion { get; init; }

    public required string Signature { get; init; }

    /// <summary>Where the certificate is, at Amazon's SNS and nowhere else.</summary>
    public required Uri Certificate { get; init; }

    /// <returns>Null where this is no envelope, or its certificate is anywhere else than at Amazon.</returns>
    public static SnsMessage? Read(ReadOnlyMemory<byte> body) => ForeignJson.Read(body, Read);

    private static SnsMessage? Read(JsonElement json) =>
        json.Text("Type") is { } type
        && json.Text("MessageId") is { } id
        && json.Text("TopicArn") is { } topic
        && json.Text("Message") is { } message
        && json.Text("Timestamp") is { } at
        && json.Text("SignatureVersion") is { } version
        && json.Text("Signature") is { } signature
        && AtAmazon(json.Text("SigningCertURL")) is { Query: "", Fragment: "" } certificate
        && CertificatePath.IsMatch(certificate.AbsolutePath)
            ? new()
            {
                Type = type,
                MessageId = id,
                TopicArn = topic,
                Message = message,
                Timestamp = at,
                Subject = json.Text("Subject"),
                Token = json.Text("Token"),
                SubscribeUrl = json.Text("SubscribeURL"),
                SubscribeAddress = AtAmazon(json.Text("SubscribeURL")),
                SignatureVersion = version,
                Signature = signature,
                Certificate = certificate,
            }
            : null;

    /// <summary>
    /// HTTPS to <c>sns.REGION.amazonaws.com</c> at its usual port. A bucket may be called nearly the same, so the whole
    /// name counts.
    /// </summary>
    private static Uri? AtAmazon(string? text) =>
        text is { Length: <= 2000 }
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address is { Scheme: "https", IsDefaultPort: true, UserInfo: "" }
        && Host.IsMatch(address.Host)
            ? address
            : null;

    [GeneratedRegex(@"^sns\.[a-z0-9-]{1,40}\.amazonaws\.com(\.cn)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Host { get; }

    /// <summary>
    /// Only such a path is a file; others are calls of Amazon's API, which may answer with what a stranger wrote.
    /// </summary>
    [GeneratedRegex(@"^/SimpleNotificationService-[A-Za-z0-9]{1,64}\.pem\z", RegexOptions.CultureInvariant)]
    private static partial Regex CertificatePath { get; }
}
