using Dapper;
using DbUp;
using DbUp.Engine.Output;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Storage;

/// <summary>Brings the database to the shape that this version of the program needs, or refuses to use it.</summary>
internal static class Migrator
{
    private const string Journal = "schema_versions";

    /// <summary>Oldest SQLite without the WAL-reset bug.</summary>
    private static readonly Version OldestSqlite = new(3, 51, 3);

    /// <summary>
    /// Runs each migration that is missing, one transaction each, then checks that the safety settings hold.
    /// Does nothing on a database that is up to date.
    /// </summary>
    /// <exception cref="StorageException">
    /// The database is from a newer version, is damaged, or a migration failed (then that migration left nothing
    /// behind).
    /// </exception>
    public static async Task MigrateAsync(Database database, CancellationToken cancellationToken)
    {
        try
        {
            await UpgradeAsync(database, cancellationToken);
        }
        catch (SqliteException e)
        {
            throw new StorageException(database.Explain(e), e);
        }
    }

    /// <summary>
    /// Makes a new database, and refuses one that an older version of the program made: changing it takes time and
    /// room, and is asked for with <c>upgrade</c>.
    /// </summary>
    /// <exception cref="StorageException">It cannot be used.</exception>
    public static async Task OpenAsync(Database database, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            var pending = Pending(database, connection);
            if (pending.Count == 0)
            {
                await AssertSafeAsync(database, connection);
                return;
            }

            if (!IsNew(connection))
            {
                throw new StorageException(
                    $"{database.Path}: the database is older than this program, {pending.Count} "
                        + $"{(pending.Count == 1 ? "change" : "changes")} of its tables "
                        + $"{(pending.Count == 1 ? "is" : "are")} pending; run: dispatcher upgrade"
                );
            }
        }
        catch (SqliteException e)
        {
            throw new StorageException(database.Explain(e), e);
        }

        await MigrateAsync(database, cancellationToken);
    }

    /// <summary>Nothing was ever written into it.</summary>
    public static bool IsNew(SqliteConnection connection) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master") == 0;

    /// <summary>What a migration does.</summary>
    /// <param name="name">As <see cref="PendingAsync"/> gives it.</param>
    public static string Script(string name)
    {
        using var reader = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <summary>The number and the words of a migration, for example <c>0031_sns_certificates</c>.</summary>
    public static string ShortName(string name) => Path.GetFileNameWithoutExtension(name).Split('.')[^1];

    /// <summary>The names of all migrations that this program knows.</summary>
    public static IReadOnlySet<string> All { get; } = Known().ToHashSet(StringComparer.Ordinal);

    /// <summary>The names of the migrations that were made, in their order; blocks.</summary>
    public static IReadOnlyList<string> Applied(SqliteConnection connection) =>
        connection.ExecuteScalar<long>(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = @Journal",
            new { Journal }
        ) == 0
            ? []
            : [.. connection.Query<string>($"SELECT ScriptName FROM {Journal} ORDER BY ScriptName")];

    /// <summary>The names of the migrations that are missing, in their order. Changes nothing.</summary>
    /// <exception cref="StorageException">The database is from a newer version, or cannot be read.</exception>
    public static async Task<IReadOnlyList<string>> PendingAsync(Database database, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            return Pending(database, connection);
        }
        catch (SqliteException e)
        {
            throw new StorageException(database.Explain(e), e);
        }
    }

    private static async Task UpgradeAsync(Database database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        RefuseNewer(database, Applied(connection));

        var upgrade = DeployChanges
            .To.SqliteDatabase(WithoutForeignKeys(connection.ConnectionString))
            .WithScriptsEmbeddedInAssembly(typeof(Migrator).Assembly, IsMigration)
            .JournalToSqliteTable(Journal)
            .WithTransactionPerScript()
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!upgrade.Successful)
        {
            throw new StorageException(
                $"{database.Path}: migration {upgrade.ErrorScript?.Name ?? "?"} failed and was undone: "
                    + $"{upgrade.Error.Message}",
                upgrade.Error
            );
        }

        if (upgrade.Scripts.Any())
        {
            await AssertWholeAsync(database, connection);
        }

        await AssertSafeAsync(database, connection);
    }

    /// <summary>
    /// A table that others refer to is rebuilt by dropping it, which would delete their rows (SQLite, "Making Other
    /// Kinds Of Table Schema Changes").
    /// </summary>
    private static string WithoutForeignKeys(string connectionString) =>
        new SqliteConnectionStringBuilder(connectionString) { ForeignKeys = false, Pooling = false }.ToString();

    private static IEnumerable<string> Known() =>
        typeof(Migrator).Assembly.GetManifestResourceNames().Where(IsMigration);

    private static bool IsMigration(string name) => name.EndsWith(".sql", StringComparison.Ordinal);

    private static IReadOnlyList<string> Pending(Database database, SqliteConnection connection)
    {
        var applied = Applied(connection);
        RefuseNewer(database, applied);
        return [.. All.Except(applied, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static void RefuseNewer(Database database, IReadOnlyList<string> applied)
    {
        if (applied.FirstOrDefault(name => !All.Contains(name)) is { } unknown)
        {
            throw new StorageException(
                $"{database.Path}: was made by a newer version of the dispatcher (it has {unknown}); install that "
                    + "version or restore an older backup."
            );
        }
    }

    private static async Task AssertSafeAsync(Database database, SqliteConnection connection)
    {
        var mode = await connection.ExecuteScalarAsync<string>("PRAGMA journal_mode");
        var synchronous = await connection.ExecuteScalarAsync<long>("PRAGMA synchronous");
        var version = Version.Parse(connection.ServerVersion);
        if (mode != "wal" || synchronous != 2 || version < OldestSqlite)
        {
            throw new StorageException(
                $"{database.Path}: needs journal_mode wal, synchronous 2 and SQLite {OldestSqlite} or newer, has "
                    + $"{mode}, {synchronous} and {version}; is it on a network disk?"
            );
        }
    }

    private static async Task AssertWholeAsync(Database database, SqliteConnection connection)
    {
        if (
            await connection.ExecuteScalarAsync<string?>("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1") is
            { } orphaned
        )
        {
            throw new StorageException(
                $"{database.Path}: rows of {orphaned} refer to rows that are not there; restore it from a backup."
            );
        }
    }
}
