namespace Newsletter.Dispatcher.Bounces.Providers;

internal sealed class Mailgun(string signingKey, TimeProvider clock) : IMailProvider
{
    /// <summary>A timestamp may be ahead by the tolerance and stay good for it once more.</summary>
    private readonly UsedTokens _used = new(clock, 2 * MailgunSignature.Tolerance);

    public string Name => "mailgun";

    public int LargestBody => 1024 * 1024;

    public Task<ProviderPost> OpenAsync(ReadOnlyMemory<byte> body, Func<string, string?> header, CancellationToken cancellationToken)
    {
        var isGenuine = MailgunSignature.Read(body) is { } signature && signature.IsGenuine(signingKey, clock.GetUtcNow()) && _used.TryUse(signature.Token);
        return Task.FromResult(isGenuine
            ? ProviderPost.Genuine(MailgunReader.Read(body)) with { Withdraw = () => _used.Forget(MailgunSignature.Read(body)!.Token) }
            : ProviderPost.Forged);
    }
}
