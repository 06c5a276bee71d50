namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>The signed webhook of Mailgun; each signature counts once. Tests: ProviderWebhookTests.</summary>
internal sealed class Mailgun(string signingKey, UsedTokenTable tokens, TimeProvider clock) : IMailProvider
{
    private readonly UsedTokens _used = new(
        tokens,
        clock,
        "mailgun",
        MailgunSignature.MostBehind + MailgunSignature.MostAhead
    );

    public string Name => "mailgun";

    public int LargestBody => 1024 * 1024;

    public async Task<ProviderPost> OpenAsync(
        ReadOnlyMemory<byte> body,
        Func<string, string?> header,
        CancellationToken cancellationToken
    )
    {
        if (MailgunSignature.Read(body) is not { } signature || !signature.IsGenuine(signingKey, clock.GetUtcNow()))
        {
            return ProviderPost.Forged;
        }

        // Told before: it is thanked for, so that it does not come again, and not read, since its words are not signed.
        return await _used.TryUseAsync(signature.Token, cancellationToken)
            ? ProviderPost.Genuine(MailgunReader.Read(body)) with
            {
                Keep = () => _used.KeepAsync(signature.Token, CancellationToken.None),
                Withdraw = () => _used.Forget(signature.Token),
            }
            : ProviderPost.Genuine([]);
    }
}
