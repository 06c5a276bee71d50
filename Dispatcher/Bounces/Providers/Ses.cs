using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>Amazon SES, whose notices come by SNS. Tests: ProviderSignatureTests.</summary>
internal sealed partial class Ses(
    string topicArn,
    SnsCertificates certificates,
    SnsFetch fetch,
    UsedTokenTable tokens,
    TimeProvider clock,
    ILogger<Ses> logger
) : IMailProvider
{
    private readonly SayOnce _said = new();
    private readonly SnsTopic _topic = new(topicArn);

    /// <summary>Confirmations are told for an hour or so; each is answered once.</summary>
    private readonly UsedTokens _confirmed = new(tokens, clock, "ses", TimeSpan.FromDays(3));

    public string Name => "ses";

    public int LargestBody => 1024 * 1024;

    /// <summary>SNS names its topic before the body; a stranger has to know the name.</summary>
    public ProviderStanding? Refuse(Func<string, string?> header) =>
        header(SnsTopic.Header) == _topic.Arn ? null : ProviderStanding.Forged;

    public async Task<ProviderPost> OpenAsync(
        ReadOnlyMemory<byte> body,
        Func<string, string?> header,
        CancellationToken cancellationToken
    )
    {
        // The topic, the age and the host are checked first, so that a stranger cannot make us fetch anything.
        if (SnsMessage.Read(body) is not { } message || !_topic.Covers(message, clock.GetUtcNow()))
        {
            return ProviderPost.Forged;
        }

        if (await certificates.GetAsync(message.Certificate, cancellationToken) is not { } certificate)
        {
            // The trouble is never marked as over: genuine notices come between those of a stranger, and each of
            // those would be logged again.
            if (_said.IsNews("certificate", "", clock.GetUtcNow()))
            {
                LogNoCertificate(message.Certificate.Host);
            }

            return new(ProviderStanding.NotNow);
        }

        if (!SnsSignature.IsGenuine(message, certificate, clock.GetUtcNow()))
        {
            return ProviderPost.Forged;
        }

        await certificates.KeepAsync(message.Certificate, certificate, cancellationToken);
        return message.Type is SnsMessage.Notification ? ProviderPost.Genuine(SesReader.Read(message.Message))
            : message.Type is SnsMessage.SubscriptionConfirmation ? await ConfirmAsync(message, cancellationToken)
            : ProviderPost.Genuine([]);
    }

    private async Task<ProviderPost> ConfirmAsync(SnsMessage message, CancellationToken cancellationToken)
    {
        if (message.SubscribeAddress is not { } address)
        {
            return ProviderPost.Forged;
        }

        if (await _confirmed.TryUseAsync(message.MessageId, cancellationToken))
        {
            var isConfirmed = false;
            try
            {
                isConfirmed = await fetch(address, cancellationToken) is not null;
                if (isConfirmed)
                {
                    await _confirmed.KeepAsync(message.MessageId, CancellationToken.None);
                }
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
        "The certificate that a notice of Amazon SNS names cannot be had from {Host}; the notice is refused for now. "
            + "This is not said again within an hour"
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
