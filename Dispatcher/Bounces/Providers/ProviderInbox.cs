using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// Takes what providers post: looks who posted it, and writes down what it tells.
/// Tests: ProviderWebhookTests.
/// </summary>
internal sealed partial class ProviderInbox(ReturnStore book, TimeProvider clock, ILogger<ProviderInbox> logger)
{
    /// <returns>Genuine when all of it was taken; each notice counts once, however often it is posted.</returns>
    public async Task<ProviderStanding> TakeAsync(
        IMailProvider provider,
        ReadOnlyMemory<byte> body,
        Func<string, string?> header,
        CancellationToken cancellationToken
    )
    {
        ProviderPost? post = null;
        var isWritten = false;
        try
        {
            post = await provider.OpenAsync(body, header, cancellationToken);
            var now = clock.GetUtcNow();
            foreach (var notice in post.Notices)
            {
                await book.TakeTrustedAsync(
                    notice.Report,
                    notice.At < now ? notice.At.Value : now,
                    provider.Name,
                    cancellationToken
                );
            }

            if (post.Keep is { } keep)
            {
                await keep();
            }

            isWritten = true;
            return post.Standing;
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            LogNotWritten(provider.Name, e.Message);
            return ProviderStanding.NotNow;
        }
        finally
        {
            if (!isWritten)
            {
                post?.Withdraw?.Invoke();
            }
        }
    }

    [LoggerMessage(7313, LogLevel.Error, "Cannot record the notice of {Provider}, so it was refused: {Problem}")]
    private partial void LogNotWritten(string provider, string problem);
}
