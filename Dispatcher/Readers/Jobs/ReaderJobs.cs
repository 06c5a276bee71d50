using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers.Import;
using Newsletter.Dispatcher.Subscribers.Search;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Readers.Jobs;

/// <summary>
/// What is done to many readers at once. Each step is a short transaction that also notes how far the job is, so a job
/// goes on after a restart, and does nothing twice. An import is read again from its beginning: a row that is there
/// already changes nothing.
/// </summary>
internal sealed class ReaderJobs(
    Database database,
    ReaderQuery query,
    ReaderChanges changes,
    ReaderUploads uploads,
    NewsletterSettings newsletter,
    SignedToken tokens,
    TimeProvider clock
)
{
    /// <summary>Readers of one transaction.</summary>
    private const int StepRows = 50;

    /// <param name="also">Written in the same transaction.</param>
    /// <returns>The job's id.</returns>
    public Task<long> AddAsync(NewReaderJob job, Alongside also, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                await also(connection, transaction);
                return await ReaderJobTable.AddAsync(connection, transaction, job, clock.GetUtcNow());
            },
            cancellationToken
        );

    /// <summary>Stops a job; what it did stays.</summary>
    /// <returns>False when it does not wait or run.</returns>
    public Task<bool> CancelAsync(long id, Alongside also, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                await also(connection, transaction);
                return await ReaderJobTable.CancelAsync(connection, transaction, id, clock.GetUtcNow());
            },
            isDone => isDone,
            cancellationToken
        );

    /// <summary>Undoes a job that ended, where that is possible.</summary>
    /// <returns>False when it is not.</returns>
    public async Task<bool> UndoAsync(long id, Alongside also, CancellationToken cancellationToken) =>
        await ReaderJobTable.FindAsync(database, id, cancellationToken) is { CanBeUndone: true }
        && await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                await also(connection, transaction);
                return await ReaderJobTable.UndoAsync(connection, transaction, id);
            },
            isDone => isDone,
            cancellationToken
        );

    /// <summary>Does a part of the oldest job that has something to do.</summary>
    /// <returns>False when there is none.</returns>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (await ReaderJobTable.NextAsync(database, cancellationToken) is not { } job)
        {
            return false;
        }

        await (
            job.State is ReaderJobState.Undoing ? UndoAsync(job, cancellationToken)
            : job.Kind.IsImport() ? ImportAsync(job, cancellationToken)
            : ChangeAsync(job, cancellationToken)
        );
        return true;
    }

    /// <summary>Looks at a part of the list.</summary>
    private async Task ChangeAsync(ReaderJob job, CancellationToken cancellationToken)
    {
        var all = job.AllParts > 0 ? job.AllParts : await LatestIdAsync(cancellationToken);
        var (ids, next) = await query.WindowAsync(job.Filter, job.BeforeId, cancellationToken);
        foreach (var step in ids.Chunk(StepRows))
        {
            if (!await ChangeAsync(job, step, all, cancellationToken))
            {
                return;
            }
        }

        await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var end = next ?? 0;
                await ReaderJobTable.ProgressAsync(connection, transaction, job.Id, end, all - end, all, 0, 0);
                if (next is null)
                {
                    await EndAsync(connection, transaction, job, ReaderJobState.Done);
                }

                return true;
            },
            cancellationToken
        );
    }

    /// <returns>False when the job was stopped.</returns>
    private Task<bool> ChangeAsync(ReaderJob job, long[] ids, long all, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (
                    await ReaderJobTable.StateAsync(connection, transaction, job.Id)
                    is not (ReaderJobState.Waiting or ReaderJobState.Running)
                )
                {
                    return false;
                }

                var changed = 0;
                foreach (var id in ids)
                {
                    if (await changes.ChangeAsync(connection, transaction, job, id) is { } before)
                    {
                        changed++;
                        await ReaderJobTable.NoteAsync(connection, transaction, job.Id, id, before, clock.GetUtcNow());
                    }
                }

                await ReaderJobTable.ProgressAsync(
                    connection,
                    transaction,
                    job.Id,
                    ids[^1],
                    all - ids[^1],
                    all,
                    ids.Length,
                    changed
                );
                return true;
            },
            cancellationToken
        );

    private Task<bool> UndoAsync(ReaderJob job, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var changed = await ReaderJobTable.ChangedAsync(connection, transaction, job.Id, StepRows);
                foreach (var (id, before) in changed)
                {
                    var isBack = await changes.UndoAsync(connection, transaction, job, id, before);
                    await ReaderJobTable.NoteUndoneAsync(
                        connection,
                        transaction,
                        job.Id,
                        id,
                        isBack,
                        clock.GetUtcNow()
                    );
                }

                if (changed.Count < StepRows)
                {
                    await EndAsync(connection, transaction, job, ReaderJobState.Undone);
                }

                return true;
            },
            cancellationToken
        );

    private async Task ImportAsync(ReaderJob job, CancellationToken cancellationToken)
    {
        var path = uploads.PathOf(job.Detail!);
        if (!File.Exists(path))
        {
            await EndAsync(job, ReaderJobState.Failed, "The uploaded file is gone; upload it again.", result: null);
            return;
        }

        var isTrial = job.Kind is ReaderJobKind.ImportCheck;
        var import = new CsvImport(database, clock, tokens.OldestKey)
        {
            OwnAddresses = CsvImport.AddressesOf(newsletter),
            IsTrial = isTrial,
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Reading and writing a file block: not on the thread of the loop.
        var result = await Task.Run(
            () => import.RunAsync(path, new ImportWatch(database, job.Id, stop), stop.Token),
            cancellationToken
        );
        if (result.IsStopped && cancellationToken.IsCancellationRequested)
        {
            return;
        }

        if (result.Problem is { } problem)
        {
            uploads.Drop(job.Detail!);
            await EndAsync(job, ReaderJobState.Failed, $"The file {problem}.", result: null);
            return;
        }

        if (!isTrial)
        {
            uploads.Drop(job.Detail!);
        }

        await EndAsync(
            job,
            result.IsStopped ? ReaderJobState.Cancelled : ReaderJobState.Done,
            problem: null,
            JsonSerializer.Serialize(result with { RejectedFile = null })
        );
    }

    private async Task EndAsync(ReaderJob job, ReaderJobState state, string? problem, string? result)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await ReaderJobTable.EndAsync(connection, transaction: null, job.Id, state, problem, result, clock.GetUtcNow());
    }

    private Task EndAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        ReaderJob job,
        ReaderJobState state
    ) =>
        ReaderJobTable.EndAsync(connection, transaction, job.Id, state, problem: null, result: null, clock.GetUtcNow());

    private async Task<long> LatestIdAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition("SELECT coalesce(max(id), 0) FROM subscribers", cancellationToken: cancellationToken)
        );
    }
}
