using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// The only writer of a dispatch's ledger. The entries of all connections that arrive during a commit share the next
/// commit, so durability costs one fsync for each group and not for each message.
/// Tests: LedgerTests.
/// </summary>
/// <remarks>
/// <para>When the disk is full or the database is locked, entries wait and are tried again until they can be written.
/// Nothing is sent meanwhile, because no message is sent without a committed intent. Entries are idempotent, so a
/// commit whose answer was lost may be repeated. After a disk error the connection is closed and the file is checked
/// before the next try, because a second fsync would report success for pages that were lost.</para>
/// <para>The writer has its own thread, which takes the next group as soon as the last one is on the disk.
/// <see cref="_waiting"/> is also the lock for itself and for <see cref="_hasEnded"/>; all other fields belong to the
/// thread.</para>
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
    /// How long a group waits for more entries, until half of the connections are in it. A commit costs nearly the same
    /// for one entry as for four, so a fast relay is served faster with larger groups; with a slow relay the wait does
    /// not matter.
    /// </summary>
    private static readonly TimeSpan LongestGathering = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// How long a stop waits for a database that cannot be written. After that, the messages in transfer are uncertain
    /// at the next start.
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

    /// <param name="connections">How many connections will write.</param>
    /// <param name="stop">Cancelled when the run takes no new work: from then on, the writer waits only briefly for a
    /// database that cannot be written.</param>
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

    /// <summary>Why nothing can be written now; null when the ledger can be written.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Why no message may be sent any more; null while messages may be sent.</summary>
    public LedgerHalt? Halt { get; private set; }

    /// <summary>Commits the outcome of a connection's last message and the intent of its next one together.</summary>
    /// <param name="last">The outcome of the last message; null at the first message.</param>
    /// <param name="next">The subscriber of the next message; null after the last message.</param>
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

    /// <summary>Writes the waiting entries, then ends. If the database cannot be written, gives them up.</summary>
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
                // A bug: the connections that wait must get the exception, otherwise they wait for ever.
                _statements?.Dispose();
                _statements = null;
                Trouble = null;
                group.ForEach(entry => entry.Answer.TrySetException(e));
            }
        }

        _written.SetResult();
    }

    /// <summary>Waits for entries and takes all of them; false when no more will come.</summary>
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

    /// <exception cref="OperationCanceledException">The wait for the database was given up.</exception>
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
                when ((e is SqliteException or StorageException) && (IsWorthWaiting(e) || tries < MostTries))
            {
                NoteTrouble(e);
            }

            Task.Delay(RetryPause, _clock, _giveUp.Token).GetAwaiter().GetResult();
        }
    }

    /// <summary>
    /// True for errors that pass, such as a full disk or a lock. An error about the row itself would occur again.
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

    /// <summary>Writes the whole group in one transaction.</summary>
    /// <param name="isRepeat">True when an earlier commit of the group may have succeeded without an answer.</param>
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
