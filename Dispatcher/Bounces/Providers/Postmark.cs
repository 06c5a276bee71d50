namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>Postmark, which signs nothing and logs in with the user and password of its webhook's address.</summary>
internal sealed class Postmark(string user, string password) : IMailProvider
{
    public string Name => "postmark";

    public int LargestBody => 1024 * 1024;

    public Task<ProviderPost> OpenAsync(
        ReadOnlyMemory<byte> body,
        Func<string, string?> header,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            BasicLogin.IsRight(header("Authorization"), user, password)
                ? ProviderPost.Genuine(PostmarkReader.Read(body))
                : new(ProviderStanding.NotLoggedIn)
        );
}
