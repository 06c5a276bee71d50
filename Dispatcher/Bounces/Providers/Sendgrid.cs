namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>The signed event webhook of SendGrid. Tests: ProviderWebhookTests.</summary>
/// <param name="publicKey">A SubjectPublicKeyInfo.</param>
internal sealed class Sendgrid(byte[] publicKey, TimeProvider clock) : IMailProvider
{
    public string Name => "sendgrid";

    /// <summary>Events come together, some thousand at a time.</summary>
    public int LargestBody => 5 * 1024 * 1024;

    public ProviderStanding? Refuse(Func<string, string?> header) =>
        SendgridSignature.IsPossible(
            header(SendgridSignature.SignatureHeader),
            header(SendgridSignature.TimestampHeader),
            clock.GetUtcNow()
        )
            ? null
            : ProviderStanding.Forged;

    public Task<ProviderPost> OpenAsync(
        ReadOnlyMemory<byte> body,
        Func<string, string?> header,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            SendgridSignature.IsGenuine(
                body,
                header(SendgridSignature.SignatureHeader),
                header(SendgridSignature.TimestampHeader),
                publicKey,
                clock.GetUtcNow()
            )
                ? ProviderPost.Genuine(SendgridReader.Read(body))
                : ProviderPost.Forged
        );
}
