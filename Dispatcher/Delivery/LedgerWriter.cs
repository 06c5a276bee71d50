using System.Data;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// The one writer of a dispatch's ledger. Entries of all connections that arrive while a commit is under way share the
/// next one, so durability costs one fsync a group and not one a message.
/// </summary>
/// <remarks>
/// When the disk is full or the database is locked, entries wait and are tried again until there is room: nobody sends
/// meanwhile, because nobody sends without a committed intent. Entries are idempotent, so a commit whose answer was lost
/// may be repeated. <see cref="_writing"/> must not throw; it ends when the channel is completed and drained.
/// </remarks>
internal sealed partial class LedgerWriter : IAsyncDisposable
{
    private const int LargestGroup = 512;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);

    private readonly Channel<Waiting> _entries = Channel.CreateUnbounded<Waiting>(new() { SingleReader = true });
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Database _database;
    private readonly long _dispatchId;
    private readonly TimeProvider _clock;
    private readonly ILogger<LedgerWriter> _logger;
    private readonly Task _writing;

    public LedgerWriter(Database database, long dispatchId, TimeProvider clock, ILogger<LedgerWriter> logger)
    {
        _database = database;
        _dispatchId = dispatchId;
        _clock = clock;
        _logger = logger;
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Why nothing can be written at the moment; null when all is well.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Commits the outcome of a connection's last message and the intent of its next one together.</summary>
    /// <param name="last">Null at the first message.</param>
    /// <param name="next">Null after the last one.</param>
    /// <returns>
    /// True when <paramref name="next"/> may be sent; false when it may not, because the subscriber left meanwhile (then
    /// the delivery is <c>skipped</c>), or there is no next one.
    /// </returns>
    /// <exception cref="OperationCanceledException">The program stops while the database cannot be written.</exception>
    public Task<bool> WriteAsync(LedgerOutcome? last, long? next)
    {
        var waiting = new Waiting(last, next);
        return _entries.Writer.TryWrite(waiting)
            ? waiting.Committed.Task
            : throw new InvalidOperationException("The ledger's writer has ended.");
    }

    /// <summary>Writes what is waiting, then ends. While the database cannot be written it gives up instead.</summary>
    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        if (Trouble is not null)
        {
            await _giveUp.CancelAsync();
        }

        await _writing;
        _giveUp.Dispose();
    }

    private async Task WriteAllAsync()
    {
        var group = new List<Waiting>(LargestGroup);
        while (await _entries.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < LargestGroup && _entries.Reader.TryRead(out var entry))
            {
                group.Add(entry);
            }

            await CommitAsync(group);
        }
    }

    private async Task CommitAsync(List<Waiting> group)
    {
        for (var isRepeat = false; ; isRepeat = true)
        {
            try
            {
                var granted = await CommitOnceAsync(group, isRepeat);
                Trouble = null;
                for (var i = 0; i < group.Count; i++)
                {
                    group[i].Committed.SetResult(granted[i]);
                }

                return;
            }
            catch (Exception e) when (e is SqliteException or StorageException)
            {
                var trouble = e is SqliteException sqlite ? _database.Explain(sqlite) : e.Message;
                if (Trouble is null)
                {
                    CannotWrite(_dispatchId, trouble);
                }

                Trouble = trouble;
            }

            try
            {
                await Task.Delay(RetryPause, _clock, _giveUp.Token);
            }
            catch (OperationCanceledException)
            {
                group.ForEach(entry => entry.Committed.TrySetCanceled());
                return;
            }
        }
    }

    /// <summary>One transaction for the whole group.</summary>
    /// <param name="isRepeat">True when an earlier try may have been committed without our knowing.</param>
    private async Task<bool[]> CommitOnceAsync(List<Waiting> group, bool isRepeat)
    {
        await using var connection = await _database.OpenAsync(CancellationToken.None);
        await using var transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);
        using var statements = new LedgerStatements(connection, transaction, _dispatchId, _clock.GetUtcNow());
        var granted = new bool[group.Count];
        for (var i = 0; i < group.Count; i++)
        {
            if (group[i].Last is { } outcome)
            {
                statements.Record(outcome);
            }

            if (group[i].Next is { } subscriberId)
            {
                granted[i] = statements.Intend(subscriberId, isRepeat);
            }
        }

        await transaction.CommitAsync(CancellationToken.None);
        return granted;
    }

    [LoggerMessage(2101, LogLevel.Error, "Dispatch {DispatchId} waits: the ledger cannot be written. {Trouble}")]
    private partial void CannotWrite(long dispatchId, string trouble);

    private sealed record Waiting(LedgerOutcome? Last, long? Next)
    {
        public TaskCompletionSource<bool> Committed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>What a delivery came to, ready to be written.</summary>
/// <param name="State">One of <see cref="DeliveryState"/>.</param>
/// <param name="CountsAsAttempt">False when the relay was the trouble: then nobody's attempt is burnt.</param>
/// <param name="DueAt">The next try; null unless deferred.</param>
/// <param name="Reply">Cleaned text, at most 512 characters.</param>
internal sealed record LedgerOutcome(long SubscriberId, string State, bool CountsAsAttempt, DateTimeOffset? DueAt, string? Reply);
