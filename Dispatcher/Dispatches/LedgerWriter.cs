using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// The one writer of a dispatch's ledger. Entries of all connections that arrive while a commit is under way share the
/// next one, so durability costs one fsync a group and not one a message.
/// </summary>
/// <remarks>
/// <para>When the disk is full or the database is locked, entries wait and are tried again until there is room: nobody
/// sends meanwhile, because nobody sends without a committed intent. Entries are idempotent, so a commit whose answer
/// was lost may be repeated. After an error of the disk the connection is closed and the file checked before the next
/// try, since a second fsync would report success for pages that were lost.</para>
/// <para>It has a thread of its own, which takes the next group the moment the last one is on the disk.
/// <see cref="_waiting"/> is also the lock of itself and of <see cref="_hasEnded"/>; everything else belongs to the
/// thread.
/// </para>
/// </remarks>
internal sealed partial class LedgerWriter : IAsyncDisposable
{
    private const int MostTries = 5;
    private const int SqliteError = 1;
    private const int SqliteIoError = 10;
    private const int SqliteCorrupt = 11;
    private const int SqliteTooBig = 18;
    private const int SqliteConstraint = 19;
    private const int SqliteMismatch = 20;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a group waits for one more, until half of the connections are in it. A commit costs nearly the same for
    /// one entry as for four, so a fast relay is served faster when they go together; a slow one does not feel it.
    /// </summary>
    private static readonly TimeSpan LongestGathering = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// How long a stop waits for a database that cannot be written; then what is in flight is uncertain at the next
    /// start.
    /// </summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly List<Entry> _waiting = [];
    private readonly CancellationTokenSource _giveUp = new();
    private readonly CancellationTokenRegistration _stopping;
    private readonly ITimer _patience;
    private readonly Database _database;
    private readonly LedgerScope _scope;
    private readonly int _worthWaitingFor;
    private readonly TimeProvider _clock;
    private readonly ILogger<LedgerWriter> _logger;
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasEnded;
    private LedgerStatements? _statements;
    private bool _mustVerify;

    /// <param name="connections">How many there are: nobody else will write meanwhile.</param>
    /// <param name="stop">The run takes no new work: from then on a database that cannot be written is waited for only
    /// briefly.</param>
    public LedgerWriter(
        Database database,
        LedgerScope scope,
        int connections,
        TimeProvider clock,
        ILogger<LedgerWriter> logger,
        CancellationToken stop = default
    )
    {
        _database = database;
        _scope = scope;
        _worthWaitingFor = (connections + 1) / 2;
        _clock = clock;
        _logger = logger;
        _patience = clock.CreateTimer(_ => _giveUp.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _stopping = stop.Register(() => _patience.Change(StopPatience, Timeout.InfiniteTimeSpan));
        new Thread(WriteAll) { Name = "ledger", IsBackground = true }.Start();
    }

    /// <summary>Why nothing can be written at the moment; null when all is well.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Why no message may go any more; null while they may.</summary>
    public LedgerHalt? Halt { get; private set; }

    /// <summary>Commits the outcome of a connection's last message and the intent of its next one together.</summary>
    /// <param name="last">Null at the first message.</param>
    /// <param name="next">Null after the last one.</param>
    /// <exception cref="OperationCanceledException">The program stops while the database cannot be written.</exception>
    public Task<Grant> WriteAsync(LedgerOutcome? last, long? next)
    {
        var entry = new Entry(last, next);
        lock (_waiting)
        {
            ObjectDisposedException.ThrowIf(_hasEnded, this);
            _waiting.Add(entry);
            Monitor.Pulse(_waiting);
        }

        return entry.Answer.Task;
    }

    /// <summary>Writes what is waiting, then ends. While the database cannot be written it gives up instead.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_waiting)
        {
            _hasEnded = true;
            Monitor.Pulse(_waiting);
        }

        if (Trouble is not null)
        {
            await _giveUp.CancelAsync();
        }

        await _written.Task;
        await _stopping.DisposeAsync();
        await _patience.DisposeAsync();
        _giveUp.Dispose();
        _statements?.Dispose();
    }

    private void WriteAll()
    {
        var group = new List<Entry>();
        while (TakeGroup(group))
        {
            try
            {
                var grants = Commit(group);
                for (var i = 0; i < group.Count; i++)
                {
                    group[i].Answer.SetResult(grants[i]);
                }
            }
            catch (OperationCanceledException)
            {
                group.ForEach(entry => entry.Answer.SetCanceled());
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A bug: whoever waits must hear of it, or waits for ever.
                _statements?.Dispose();
                _statements = null;
                Trouble = null;
                group.ForEach(entry => entry.Answer.TrySetException(e));
            }
        }

        _written.SetResult();
    }

    /// <summary>Waits for entries and takes all of them; false when none will come.</summary>
    private bool TakeGroup(List<Entry> group)
    {
        group.Clear();
        lock (_waiting)
        {
            while (_waiting.Count == 0 && !_hasEnded)
            {
                Monitor.Wait(_waiting);
            }

            while (_waiting.Count < _worthWaitingFor && !_hasEnded && Monitor.Wait(_waiting, LongestGathering)) { }

            group.AddRange(_waiting);
            _waiting.Clear();
        }

        return group.Count > 0;
    }

    /// <exception cref="OperationCanceledException">Given up.</exception>
    private Grant[] Commit(List<Entry> group)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var grants = CommitOnce(group, isRepeat: tries > 1);
                Trouble = null;
                return grants;
            }
            catch (Exception e)
                when (e is SqliteException or StorageException && (IsWorthWaiting(e) || tries < MostTries))
            {
                NoteTrouble(e);
            }

            Task.Delay(RetryPause, _clock, _giveUp.Token).GetAwaiter().GetResult();
        }
    }

    /// <summary>
    /// True for what passes: no room, no lock, no disk just now. A row that the database refuses is refused again.
    /// </summary>
    private static bool IsWorthWaiting(Exception error) =>
        error
            is not SqliteException
            {
                SqliteErrorCode: SqliteError or SqliteTooBig or SqliteConstraint or SqliteMismatch
            };

    private void NoteTrouble(Exception error)
    {
        _statements?.Dispose();
        _statements = null;
        _mustVerify |= error is SqliteException { SqliteErrorCode: SqliteIoError or SqliteCorrupt };
        var trouble = error is SqliteException sqlite ? _database.Explain(sqlite) : error.Message;
        if (Trouble is null)
        {
            CannotWrite(_scope.DispatchId, trouble);
        }

        Trouble = trouble;
    }

    /// <summary>One transaction for the whole group.</summary>
    /// <param name="isRepeat">True when an earlier try may have been committed without our knowing.</param>
    private Grant[] CommitOnce(List<Entry> group, bool isRepeat)
    {
        var grants = new Grant[group.Count];
        if (_statements is not { } statements)
        {
            _statements = statements = LedgerStatements.Open(_database, _scope.DispatchId, _mustVerify);
            _mustVerify = false;
        }

        statements.Begin(_clock.GetUtcNow());
        Halt ??= _scope.Check(statements.Fence());
        if (Halt is LedgerHalt.Replaced)
        {
            statements.Rollback();
            Array.Fill(grants, Grant.Halted);
            return grants;
        }

        for (var i = 0; i < group.Count; i++)
        {
            var (last, next) = (group[i].Last, group[i].Next);
            if (last is not null)
            {
                statements.Record(last);
            }

            if (isRepeat && Halt is not null && next is { } unsent)
            {
                statements.Release(unsent);
            }

            grants[i] =
                next is not { } subscriberId ? Grant.None
                : Halt is not null ? Grant.Halted
                : statements.Intend(subscriberId, _scope.Revision, isRepeat) ? Grant.Go
                : Grant.Skipped;
        }

        statements.Commit();
        return grants;
    }

    [LoggerMessage(2101, LogLevel.Error, "Dispatch {DispatchId} waits: the ledger cannot be written. {Trouble}")]
    private partial void CannotWrite(long dispatchId, string trouble);

    private sealed class Entry(LedgerOutcome? last, long? next)
    {
        public LedgerOutcome? Last { get; } = last;

        public long? Next { get; } = next;

        public TaskCompletionSource<Grant> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
