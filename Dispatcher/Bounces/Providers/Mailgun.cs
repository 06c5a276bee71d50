namespace Newsletter.Dispatcher.Bounces.Providers;

internal sealed class Mailgun(string signingKey, TimeProvider clock) : IMailProvider
{
    private readonly UsedTokens _used = new(clock, MailgunSignature.MostBehind + MailgunSignature.MostAhead);

    public string Name => "mailgun";

    public int LargestBody => 1024 * 1024;

    public Task<ProviderPost> OpenAsync(
        ReadOnlyMemory<byte> body,
        Func<string, string?> header,
        CancellationToken cancellationToken
    )
    {
        if (MailgunSignature.Read(body) is not { } signature || !signature.IsGenuine(signingKey, clock.GetUtcNow()))
        {
            return Task.FromResult(ProviderPost.Forged);
        }

        // Told before: it is thanked for, so that it does not come again, and not read, since its words are not signed.
        return Task.FromResult(
            _used.TryUse(signature.Token)
                ? ProviderPost.Genuine(MailgunReader.Read(body)) with
                {
                    Withdraw = () => _used.Forget(signature.Token),
                }
                : ProviderPost.Genuine([])
        );
    }
}
