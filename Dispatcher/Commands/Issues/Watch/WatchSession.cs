using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Commands.Issues.Watch;

/// <summary>Follows one issue file: reads it again after each save, and tells the pages.
/// Tests: WatchSessionTests.</summary>
internal sealed class WatchSession(CommandContext context, DispatcherSettings settings, string file)
{
    private readonly EditedIssueReader _reader = new(context.Folder, settings, context.Clock);
    private volatile WatchedIssue? _current;
    private volatile TaskCompletionSource _changed = Signal();

    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public WatchedIssue Current => _current ?? throw new InvalidOperationException("The session has not started.");

    /// <summary>Reads the file for the first time.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var first = await _reader.ReadAsync(file, cancellationToken);
        _current = new(1, first, first);
    }

    /// <summary>Reads the file after each save, until it is cancelled.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var changes = new FileChanges(
            [context.Folder.Issues, context.Folder.Templates],
            () => FileStamps.Of([.. Current.Now.Paths, .. Current.Picture.Paths, context.Folder.Templates]),
            context.Clock
        );
        while (true)
        {
            // First read, then wait: a save after the start and before the first look is not lost.
            await RefreshAsync(cancellationToken);
            await changes.NextAsync(cancellationToken);
        }
    }

    /// <summary>Waits until there is a newer version.</summary>
    /// <returns>The newest version.</returns>
    public async Task<long> AfterAsync(long version, CancellationToken cancellationToken)
    {
        while (true)
        {
            // The signal first: a version that comes between the two lines is seen in the next one.
            var changed = _changed;
            if (Current.Version > version)
            {
                return Current.Version;
            }

            await changed.Task.WaitAsync(cancellationToken);
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            _current = Current.After(await _reader.ReadAsync(file, cancellationToken));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder is being moved or replaced at this moment: what was seen last stays until the next change.
            return;
        }

        Interlocked.Exchange(ref _changed, Signal()).SetResult();
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
