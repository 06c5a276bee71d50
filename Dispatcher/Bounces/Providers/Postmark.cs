namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// Postmark, which signs nothing and logs in with the user and password of its webhook's address.
/// Tests: ProviderWebhookTests.
/// </summary>
internal sealed class Postmark(string user, string password) : IMailProvider
{
    public string Name => "postmark";

    public int LargestBody => 1024 * 1024;

    public ProviderStanding? Refuse(Func<string, string?> header) =>
        BasicLogin.IsRight(header("Authorization"), user, password) ? null : ProviderStanding.NotLoggedIn;

    public Task<ProviderPost> OpenAsync(
        ReadOnlyMemory<byte> body,
        Func<string, string?> header,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(Refuse(header) is { } refused ? new(refused) : ProviderPost.Genuine(PostmarkReader.Read(body)));
}
