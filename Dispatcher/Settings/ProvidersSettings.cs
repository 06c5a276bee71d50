namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// What shows that a post really comes from the provider. Sections <c>Ses</c>, <c>Postmark</c>, <c>Mailgun</c> and
/// <c>Sendgrid</c> of <c>Bounces</c>; null where one is not there.
/// </summary>
internal sealed class ProvidersSettings
{
    /// <summary>The topic of Amazon SNS that SES writes to.</summary>
    public string? SesTopicArn { get; init; }

    public PostmarkLogin? Postmark { get; init; }

    public string? MailgunSigningKey { get; init; }

    /// <summary>A key of the curve P-256 as SubjectPublicKeyInfo.</summary>
    public byte[]? SendgridPublicKey { get; init; }

    public bool IsAny =>
        SesTopicArn is not null
        || Postmark is not null
        || MailgunSigningKey is not null
        || SendgridPublicKey is not null;
}
