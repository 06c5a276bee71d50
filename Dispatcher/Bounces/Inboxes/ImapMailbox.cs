using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Bounces.Report;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Bounces.Inboxes;

/// <summary>
/// One connection to the mailbox that bounces come to (RFC 9051). A mail is moved to another folder when it was taken,
/// and nothing is deleted. Not for two callers at once.
/// </summary>
internal sealed class ImapMailbox : IAsyncDisposable
{
    /// <summary>
    /// Servers may end an IDLE after thirty minutes (RFC 2177 3), and routers forget a silent connection after ten.
    /// </summary>
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(9);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMinutes(1);

    /// <summary>For one step: the way in, one mail, a move.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan QuitPatience = TimeSpan.FromSeconds(2);

    private readonly ImapSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ImapClient _client;
    private IMailFolder _folder = null!;
    private IMailFolder? _doneFolder;
    private CancellationTokenSource? _idle;
    private bool _hasNews;

    private ImapMailbox(ImapSettings settings, TimeProvider clock)
    {
        (_settings, _clock) = (settings, clock);

        // Certificates are checked in full but for revocation, which needs an outside server.
        _client = new() { CheckCertificateRevocation = false, Timeout = (int)(2 * Patience).TotalMilliseconds };
    }

    /// <summary>Mails that wait in the folder.</summary>
    public int Waiting => _folder.Count;

    /// <summary>
    /// Connects, logs in and opens the folder to look at it. What can go wrong is in <see cref="ImapTrouble"/>.
    /// </summary>
    public static Task<ImapMailbox> LookAsync(
        ImapSettings settings,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => OpenAsync(settings, clock, FolderAccess.ReadOnly, cancellationToken);

    /// <summary>The same to take mails; the folder that they go to is made where it is missing.</summary>
    public static Task<ImapMailbox> OpenAsync(
        ImapSettings settings,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => OpenAsync(settings, clock, FolderAccess.ReadWrite, cancellationToken);

    private static async Task<ImapMailbox> OpenAsync(
        ImapSettings settings,
        TimeProvider clock,
        FolderAccess access,
        CancellationToken cancellationToken
    )
    {
        var mailbox = new ImapMailbox(settings, clock);
        try
        {
            await mailbox.LimitedAsync(limit => mailbox.OpenAsync(access, limit), cancellationToken);
            return mailbox;
        }
        catch
        {
            mailbox._client.Dispose();
            throw;
        }
    }

    /// <summary>Takes every mail of the folder, the oldest first, and moves it away once it was taken.</summary>
    /// <param name="take">Gets at most one byte more than is read of a mail.</param>
    /// <returns>How many were moved; what the server said of the last that it does not give out or let go, which stays
    /// for the next look.</returns>
    public async Task<(int Moved, string? Trouble)> TakeAsync(
        Func<ReadOnlyMemory<byte>, Task> take,
        MailMemory memory,
        CancellationToken cancellationToken
    )
    {
        var (moved, trouble) = (0, (string?)null);
        _hasNews = false;
        var found = await LimitedAsync(limit => _folder.SearchAsync(SearchQuery.NotDeleted, limit), cancellationToken);
        foreach (var id in found.Where(id => !memory.IsToRest(id)))
        {
            try
            {
                if (memory.IsTaken(id) || await TakeAsync(id, take, memory, cancellationToken))
                {
                    await LimitedAsync(limit => _folder.MoveToAsync(id, _doneFolder!, limit), cancellationToken);
                    memory.Forget(id);
                    moved++;
                }
            }
            catch (ImapCommandException e)
            {
                trouble = $"{_settings} about mail {id} of {_settings.Folder}: {SmtpReply.Clean(e.Message)}";
            }
            catch (Exception e)
                when (e
                        is not (
                            SqliteException
                            or StorageException
                            or OperationCanceledException
                            or OutOfMemoryException
                        )
                )
            {
                memory.AddFault(id);
                throw;
            }
        }

        return (moved, trouble);
    }

    /// <summary>
    /// Returns when there may be something new: when the server says so, else after a minute or nine.
    /// </summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (!_client.Capabilities.HasFlag(ImapCapabilities.Idle))
        {
            await Task.Delay(PollInterval, _clock, cancellationToken);
            await LimitedAsync(_client.NoOpAsync, cancellationToken);
            return;
        }

        if (_hasNews)
        {
            return;
        }

        using var idle = new CancellationTokenSource(LongestIdle, _clock);
        _idle = idle;
        try
        {
            await LimitedAsync(
                limit => _client.IdleAsync(idle.Token, limit),
                cancellationToken,
                LongestIdle + Patience
            );
        }
        finally
        {
            _idle = null;
        }
    }

    /// <summary>Says goodbye; a server that does not is as good as one that does.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_client.IsConnected)
            {
                await LimitedAsync(
                    limit => _client.DisconnectAsync(quit: true, limit),
                    CancellationToken.None,
                    QuitPatience
                );
            }
        }
        catch (Exception e) when (ImapTrouble.Explain(_settings, e) is not null)
        {
            // What was taken is moved already.
        }
        finally
        {
            _client.Dispose();
        }
    }

    private async Task OpenAsync(FolderAccess access, CancellationToken limit)
    {
        await _client.ConnectAsync(_settings.Host, _settings.Port, _settings.Security.Options(), limit);
        MailServers.KeepOneMechanism(_client.AuthenticationMechanisms);
        await _client.AuthenticateAsync(_settings.UserName, _settings.Password, limit);
        _folder = await FolderAsync(_settings.Folder, isMade: false, limit);
        _folder.CountChanged += (_, _) =>
        {
            _hasNews = true;
            _idle?.Cancel();
        };
        if (access is FolderAccess.ReadWrite)
        {
            _doneFolder = await FolderAsync(_settings.DoneFolder, isMade: true, limit);
        }

        if (await _folder.OpenAsync(access, limit) < access || _folder.FullName == _doneFolder?.FullName)
        {
            throw new FolderNotFoundException(_settings.Folder);
        }
    }

    /// <returns>False when another program has taken the mail away meanwhile.</returns>
    private async Task<bool> TakeAsync(
        UniqueId id,
        Func<ReadOnlyMemory<byte>, Task> take,
        MailMemory memory,
        CancellationToken cancellationToken
    )
    {
        if (await LimitedAsync(limit => ReadAsync(id, limit), cancellationToken) is not { } mail)
        {
            return false;
        }

        await take(mail);
        memory.AddTaken(id);
        return true;
    }

    /// <returns>Null when it is not there any more.</returns>
    private async Task<byte[]?> ReadAsync(UniqueId id, CancellationToken limit)
    {
        try
        {
            using var stream = await _folder.GetStreamAsync(id, 0, BounceMessage.MaxBytes + 1, limit);
            using var mail = new MemoryStream();
            await stream.CopyToAsync(mail, limit);
            return mail.ToArray();
        }
        catch (MessageNotFoundException)
        {
            return null;
        }
    }

    private async Task<IMailFolder> FolderAsync(string path, bool isMade, CancellationToken limit)
    {
        var names = path.Split('/');
        var isInInbox = names[0].Equals("INBOX", StringComparison.OrdinalIgnoreCase);
        var folder =
            isInInbox || _client.PersonalNamespaces.Count == 0
                ? _client.Inbox ?? throw new FolderNotFoundException("INBOX")
                : _client.GetFolder(_client.PersonalNamespaces[0]);
        foreach (var name in names.Skip(isInInbox ? 1 : 0))
        {
            folder = await ChildAsync(folder, name, isMade, limit);
        }

        return folder;
    }

    private static async Task<IMailFolder> ChildAsync(
        IMailFolder parent,
        string name,
        bool isMade,
        CancellationToken limit
    )
    {
        try
        {
            return await parent.GetSubfolderAsync(name, limit);
        }
        catch (FolderNotFoundException) when (isMade)
        {
            return await parent.CreateAsync(name, isMessageFolder: true, limit)
                ?? throw new FolderNotFoundException(name);
        }
    }

    private Task<bool> LimitedAsync(
        Func<CancellationToken, Task> step,
        CancellationToken cancellationToken,
        TimeSpan? patience = null
    ) =>
        LimitedAsync(
            async limit =>
            {
                await step(limit);
                return true;
            },
            cancellationToken,
            patience
        );

    /// <exception cref="TimeoutException">It took too long.</exception>
    private async Task<T> LimitedAsync<T>(
        Func<CancellationToken, Task<T>> step,
        CancellationToken cancellationToken,
        TimeSpan? patience = null
    )
    {
        using var late = new CancellationTokenSource(patience ?? Patience, _clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await step(limit.Token);
        }
        catch (Exception e)
            when (limit.IsCancellationRequested && (e is OperationCanceledException or SslHandshakeException))
        {
            // A handshake that is cancelled says that it has failed.
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"no answer within {(patience ?? Patience).TotalSeconds:0} s", e);
        }
    }
}
