using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// The one SQLite file. Every query opens its connection here, so every connection is equally safe.
/// Tests: OwnershipTests.
/// </summary>
/// <remarks>
/// WAL lets readers go on while one writer commits. <c>synchronous=FULL</c> is what makes a committed outcome survive a
/// power cut (NORMAL was measured at 8 fsyncs for 200 commits), so it is asserted, never assumed.
/// </remarks>
internal sealed class Database
{
    /// <summary>How long a statement waits for another writer before it gives up.</summary>
    public static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(10);

    // secure_delete: what is deleted is overwritten, so that nothing of an erased person stays in the file.
    private const string OnOpen = """
        PRAGMA busy_timeout = 10000;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA secure_delete = ON;
        """;

    /// <summary>Nothing that is written, not even the mode of the file.</summary>
    private const string OnOpenToLook = """
        PRAGMA busy_timeout = 10000;
        PRAGMA query_only = ON;
        """;

    private readonly bool _isToLook;

    static Database() => InstantHandler.Register();

    /// <param name="connectionString">As Microsoft.Data.Sqlite takes it, for example <c>Data
    /// Source=dispatcher.db</c>.</param>
    public Database(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString) { ForeignKeys = true };
        builder.DefaultTimeout = (int)BusyTimeout.TotalSeconds;
        Path = System.IO.Path.GetFullPath(builder.DataSource);
        ConnectionString = builder.ToString();
    }

    private Database(Database whole)
    {
        // Not read-only: such a connection leaves the files of the log behind that it had to make.
        ConnectionString = new SqliteConnectionStringBuilder(whole.ConnectionString)
        {
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ToString();
        (Path, _isToLook) = (whole.Path, true);
    }

    /// <summary>
    /// The same file for somebody who only looks: no statement can change it, its log stays as it is, and a file that
    /// is not there is not made.
    /// </summary>
    public Database ToLook() => new(this);

    /// <summary>Absolute path of the database file.</summary>
    public string Path { get; }

    /// <summary>As given, with the driver's own safety on top.</summary>
    public string ConnectionString { get; }

    /// <summary>Opens a pooled connection; the caller disposes it.</summary>
    /// <exception cref="StorageException">The file cannot be opened, or is no SQLite database.</exception>
    public async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            // The last connection that is closed empties the log: what a dead process left in it stays as it is.
            var keepsLog = _isToLook && File.Exists($"{Path}-wal");
            if (!_isToLook)
            {
                PrivateFiles.Touch(Path);
            }

            await connection.OpenAsync(cancellationToken);
            if (keepsLog)
            {
                _ = raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
            }

            await connection.ExecuteAsync(
                new CommandDefinition(_isToLook ? OnOpenToLook : OnOpen, cancellationToken: cancellationToken)
            );
            return connection;
        }
        catch (SqliteException e)
        {
            await connection.DisposeAsync();
            throw new StorageException(Explain(e), e);
        }
    }

    /// <summary>
    /// Opens a connection that is closed for good when it is disposed, for a writer that must know when it starts anew.
    /// </summary>
    /// <exception cref="StorageException">The file cannot be opened, or is no SQLite database.</exception>
    public SqliteConnection OpenUnpooled()
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder(ConnectionString) { Pooling = false }.ToString()
        );
        try
        {
            PrivateFiles.Touch(Path);
            connection.Open();
            connection.Execute(OnOpen);
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new StorageException(Explain(e), e);
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one immediate transaction: all of it is committed, or nothing.
    /// </summary>
    /// <remarks>
    /// Immediate, because a deferred transaction that reads first and writes later fails with BUSY_SNAPSHOT.
    /// </remarks>
    public Task<T> InTransactionAsync<T>(
        Func<SqliteConnection, SqliteTransaction, Task<T>> work,
        CancellationToken cancellationToken
    ) => InTransactionAsync(work, keeps: _ => true, cancellationToken);

    /// <summary>
    /// Runs <paramref name="work"/> in one immediate transaction; what it returns decides whether it is committed.
    /// </summary>
    /// <param name="keeps">False for a result after which nothing is committed.</param>
    public async Task<T> InTransactionAsync<T>(
        Func<SqliteConnection, SqliteTransaction, Task<T>> work,
        Func<T, bool> keeps,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);
        var result = await work(connection, transaction);
        if (keeps(result))
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return result;
    }

    /// <summary>Says in one line what a SQLite error means for this file.</summary>
    public string Explain(SqliteException error) =>
        error.SqliteErrorCode switch
        {
            5 or 6 => $"{Path}: the database is locked by another program; end it or wait, then try again.",
            8 => $"{Path}: the database is read-only; give the dispatcher's user the right to write the file and its "
                + "folder.",
            10 => $"{Path}: reading or writing failed ({error.Message}); check the disk.",
            11 => $"{Path}: the database is damaged; restore it from a backup.",
            13 => $"{Path}: the disk is full; make room, then start again.",
            14 => $"{Path}: cannot be opened; does the folder exist, and may the dispatcher's user write there?",
            26 => $"{Path}: is no SQLite database; check Storage:ConnectionString.",
            _ => $"{Path}: {error.Message}",
        };
}
