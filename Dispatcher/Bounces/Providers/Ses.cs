namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>Amazon SES, whose notices come by SNS.</summary>
internal sealed partial class Ses(
    string topicArn,
    SnsCertificates certificates,
    SnsFetch fetch,
    TimeProvider clock,
    ILogger<Ses> logger
) : IMailProvider
{
    /// <summary>Confirmations are told for an hour or so; each is answered once.</summary>
    private readonly UsedTokens _confirmed = new(clock, TimeSpan.FromDays(3));

    public string Name => "ses";

    public int LargestBody => 1024 * 1024;

    public async Task<ProviderPost> OpenAsync(
        ReadOnlyMemory<byte> body,
        Func<string, string?> header,
        CancellationToken cancellationToken
    )
    {
        // The topic is checked first, so that a stranger cannot make us fetch anything.
        if (SnsMessage.Read(body) is not { } message || message.TopicArn != topicArn)
        {
            return ProviderPost.Forged;
        }

        if (await certificates.GetAsync(message.Certificate, cancellationToken) is not { } certificate)
        {
            LogNoCertificate(message.Certificate.Host);
            return new(ProviderStanding.NotNow);
        }

        return !SnsSignature.IsGenuine(message, certificate, clock.GetUtcNow()) ? ProviderPost.Forged
            : message.Type is SnsMessage.Notification ? ProviderPost.Genuine(SesReader.Read(message.Message))
            : message.Type is SnsMessage.SubscriptionConfirmation ? await ConfirmAsync(message, cancellationToken)
            : ProviderPost.Genuine([]);
    }

    private async Task<ProviderPost> ConfirmAsync(SnsMessage message, CancellationToken cancellationToken)
    {
        if (message.SubscribeAddress is not { } address)
        {
            return ProviderPost.Forged;
        }

        if (_confirmed.TryUse(message.MessageId))
        {
            var isConfirmed = false;
            try
            {
                isConfirmed = await fetch(address, cancellationToken) is not null;
            }
            finally
            {
                if (!isConfirmed)
                {
                    _confirmed.Forget(message.MessageId);
                }
            }

            if (!isConfirmed)
            {
                LogNotConfirmed();
                return new(ProviderStanding.NotNow);
            }

            LogConfirmed();
        }

        return ProviderPost.Genuine([]);
    }

    [LoggerMessage(
        7310,
        LogLevel.Warning,
        "The certificate of Amazon SNS cannot be had from {Host}; its notice is refused for now"
    )]
    private partial void LogNoCertificate(string host);

    [LoggerMessage(
        7311,
        LogLevel.Warning,
        "Amazon SNS asks to confirm the topic, and does not answer; it will ask again"
    )]
    private partial void LogNotConfirmed();

    [LoggerMessage(7312, LogLevel.Information, "Amazon SNS posts the notices of its topic here from now on")]
    private partial void LogConfirmed();
}
