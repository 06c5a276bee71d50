namespace Newsletter.Dispatcher.Commands.Issues.Watch;

/// <summary>
/// Tells when files were saved. The events of the file system only say that it is time to look: some file systems send
/// none, and a text editor that saves by renaming sends odd ones. So the files are also looked at twice a second.
/// Tests: FileChangesTests.
/// </summary>
internal sealed class FileChanges : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>A program that saves in steps has done it within this time.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(60);

    private readonly Func<string> _stamp;
    private readonly TimeProvider _clock;
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly SemaphoreSlim _woken = new(0, 1);
    private string _last;

    /// <param name="folders">Where events are listened to.</param>
    /// <param name="stamp">See <see cref="FileStamps"/>.</param>
    public FileChanges(IEnumerable<string> folders, Func<string> stamp, TimeProvider clock)
    {
        (_stamp, _clock) = (stamp, clock);
        _last = stamp();
        foreach (var folder in folders.Where(Directory.Exists))
        {
            try
            {
                _watchers.Add(Listen(folder));
            }
            catch (IOException)
            {
                // The system has no watch left (inotify's limit): looking twice a second is enough.
            }
        }
    }

    /// <summary>Waits until a file is different from what it was at the start, or at the last return.</summary>
    public async Task NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Look() is { } changed && changed != _last)
            {
                _last = await SettledAsync(changed, cancellationToken);
                return;
            }

            await WakeAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var watcher in _watchers)
        {
            watcher.Dispose();
        }

        _woken.Dispose();
    }

    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timer = Task.Delay(Interval, _clock, late.Token);
        var wake = _woken.WaitAsync(late.Token);
        await Task.WhenAny(timer, wake);
        await late.CancelAsync();
        await Task.WhenAll(timer, wake).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<string> SettledAsync(string changed, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Settling, _clock, cancellationToken);
            var now = Look();
            if (now == changed)
            {
                return now;
            }

            changed = now ?? changed;
        }
    }

    /// <summary>Null when the files are being changed at this moment, so that they cannot be listed.</summary>
    private string? Look()
    {
        try
        {
            return _stamp();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private FileSystemWatcher Listen(string folder)
    {
        var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
        watcher.Changed += (_, _) => Wake();
        watcher.Created += (_, _) => Wake();
        watcher.Deleted += (_, _) => Wake();
        watcher.Renamed += (_, _) => Wake();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private void Wake()
    {
        try
        {
            _woken.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is woken already.
        }
        catch (ObjectDisposedException)
        {
            // The last event of a watch that has ended.
        }
    }
}
