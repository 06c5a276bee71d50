using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Readers.Jobs;

/// <summary>The tables <c>reader_jobs</c> and <c>reader_job_changes</c>. Tests: ReaderJobsTests.</summary>
internal static class ReaderJobTable
{
    private const string Columns = """
        id, kind AS kind_word, detail, words, query, state AS state_word, before_id, done_part, all_parts, seen,
        changed, undone, result, problem, actor, reason, created_at, ended_at
        """;

    /// <returns>The id.</returns>
    public static Task<long> AddAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        NewReaderJob job,
        DateTimeOffset now
    ) =>
        connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO reader_jobs (kind, detail, words, query, actor, reason, created_at)
            VALUES (@kind, @Detail, @words, @query, @Actor, @Reason, @now)
            RETURNING id
            """,
            new
            {
                kind = job.Kind.Word(),
                job.Detail,
                words = job.Filter.TypedWords,
                query = job.Filter.FacetQuery,
                job.Actor,
                job.Reason,
                now,
            },
            transaction
        );

    /// <summary>The latest ones, the latest first.</summary>
    public static async Task<IReadOnlyList<ReaderJob>> ListAsync(
        Database database,
        int most,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<ReaderJob>(
                new CommandDefinition(
                    $"SELECT {Columns} FROM reader_jobs ORDER BY id DESC LIMIT @most",
                    new { most },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <returns>Null when there is none with this id.</returns>
    public static async Task<ReaderJob?> FindAsync(Database database, long id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<ReaderJob>(
            new CommandDefinition(
                $"SELECT {Columns} FROM reader_jobs WHERE id = @id",
                new { id },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>The oldest one with something to do; null when there is none.</summary>
    public static async Task<ReaderJob?> NextAsync(Database database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<ReaderJob>(
            new CommandDefinition(
                $"SELECT {Columns} FROM reader_jobs WHERE state IN ('waiting', 'running', 'undoing') "
                    + "ORDER BY id LIMIT 1",
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>How a job stands now, in the transaction that goes on with it.</summary>
    public static async Task<ReaderJobState?> StateAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long id
    ) =>
        ReaderJobStates.Words.Find(
            await connection.ExecuteScalarAsync<string?>(
                "SELECT state FROM reader_jobs WHERE id = @id",
                new { id },
                transaction
            )
        );

    /// <summary>Notes how far an open job is.</summary>
    /// <param name="beforeId">Readers below it are yet to be looked at; null for an import.</param>
    public static Task ProgressAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long id,
        long? beforeId,
        long donePart,
        long allParts,
        int seen,
        int changed
    ) =>
        connection.ExecuteAsync(
            """
            UPDATE reader_jobs
               SET state = CASE WHEN state = 'waiting' THEN 'running' ELSE state END, before_id = @beforeId,
                   done_part = @donePart, all_parts = @allParts, seen = seen + @seen, changed = changed + @changed
             WHERE id = @id AND state IN ('waiting', 'running')
            """,
            new
            {
                id,
                beforeId,
                donePart,
                allParts,
                seen,
                changed,
            },
            transaction
        );

    /// <summary>Ends an open job. The words of its filter may name a person, and nobody needs them any more.</summary>
    public static Task EndAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long id,
        ReaderJobState state,
        string? problem,
        string? result,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            """
            UPDATE reader_jobs
               SET state = @state, problem = @problem, result = coalesce(@result, result), words = '', ended_at = @now
             WHERE id = @id AND state IN ('waiting', 'running', 'undoing')
            """,
            new
            {
                id,
                state = state.Word(),
                problem,
                result,
                now,
            },
            transaction
        );

    /// <summary>Stops a job that waits or runs, between two steps.</summary>
    /// <returns>False when it does neither any more.</returns>
    public static async Task<bool> CancelAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            "UPDATE reader_jobs SET state = 'cancelled', words = '', ended_at = @now "
                + "WHERE id = @id AND state IN ('waiting', 'running')",
            new { id, now },
            transaction
        ) > 0;

    /// <summary>Brings a job that ended back to work, to undo what it did.</summary>
    /// <returns>False when it has not ended, or is undone already.</returns>
    public static async Task<bool> UndoAsync(SqliteConnection connection, SqliteTransaction transaction, long id) =>
        await connection.ExecuteAsync(
            "UPDATE reader_jobs SET state = 'undoing', ended_at = NULL WHERE id = @id "
                + "AND state IN ('done', 'cancelled')",
            new { id },
            transaction
        ) > 0;

    /// <summary>Notes whom a job changed, and how they were before.</summary>
    public static Task NoteAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        long subscriberId,
        string before,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            "INSERT INTO reader_job_changes (job_id, subscriber_id, before, changed_at) "
                + "VALUES (@id, @subscriberId, @before, @now)",
            new
            {
                id,
                subscriberId,
                before,
                now,
            },
            transaction
        );

    /// <summary>The next ones who are to be brought back.</summary>
    public static async Task<IReadOnlyList<(long SubscriberId, string Before)>> ChangedAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        int most
    ) =>
        [
            .. await connection.QueryAsync<(long, string)>(
                "SELECT subscriber_id, before FROM reader_job_changes WHERE job_id = @id AND undone_at IS NULL "
                    + "ORDER BY subscriber_id LIMIT @most",
                new { id, most },
                transaction
            ),
        ];

    /// <summary>Notes that a change of a job was looked at again.</summary>
    /// <param name="isBack">False for a reader who was changed by somebody else meanwhile, and is left alone.</param>
    public static async Task NoteUndoneAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        long subscriberId,
        bool isBack,
        DateTimeOffset now
    )
    {
        await connection.ExecuteAsync(
            "UPDATE reader_job_changes SET undone_at = @now WHERE job_id = @id AND subscriber_id = @subscriberId",
            new
            {
                id,
                subscriberId,
                now,
            },
            transaction
        );
        if (isBack)
        {
            await connection.ExecuteAsync(
                "UPDATE reader_jobs SET undone = undone + 1 WHERE id = @id",
                new { id },
                transaction
            );
        }
    }
}
