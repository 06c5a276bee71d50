namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>The topic that SES tells, and what follows from its name; pure. Tests: ProviderSignatureTests.</summary>
/// <param name="arn">For example <c>arn:aws:sns:eu-west-1:123456789012:bounces</c>.</param>
internal sealed class SnsTopic(string arn)
{
    /// <summary>SNS names the topic in this header of each post.</summary>
    public const string Header = "x-amz-sns-topic-arn";

    /// <summary>
    /// SNS tries for an hour; a message that is older, or of the future, is somebody's who kept one.
    /// </summary>
    private static readonly TimeSpan MostBehind = TimeSpan.FromHours(3);

    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(15);

    public string Arn => arn;

    /// <summary>The only host that signs for the topic; null for a name that is no ARN, which no message has.</summary>
    private string? Host =>
        arn.Split(':') is ["arn", var partition, "sns", { Length: > 0 } region, ..]
            ? $"sns.{region}.amazonaws.com{(partition == "aws-cn" ? ".cn" : "")}"
            : null;

    /// <summary>True for a message of this topic, of now, whose certificate is where this topic's is.</summary>
    public bool Covers(SnsMessage message, DateTimeOffset now) =>
        message.TopicArn == arn
        && message.Certificate.Host == Host
        && (message.SubscribeAddress is null || message.SubscribeAddress.Host == Host)
        && DateTimeOffset.TryParse(
            message.Timestamp,
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal,
            out var at
        )
        && at >= now - MostBehind
        && at <= now + MostAhead;
}
