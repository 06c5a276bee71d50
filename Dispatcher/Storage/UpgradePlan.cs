using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Storage;

/// <summary>What an upgrade of the database would do, and what it needs. Tests: DatabaseUpgradeTests.</summary>
/// <param name="CopyOctets">Size of the copy that is made first, roughly.</param>
/// <param name="FreeOctets">Free room where the copy is written.</param>
internal sealed record UpgradePlan(
    IReadOnlyList<PendingMigration> Pending,
    long CopyOctets,
    long FreeOctets,
    bool IsNew = false
)
{
    /// <summary>The copy, the changes, and some air.</summary>
    public long NeededOctets => CopyOctets + (CopyOctets / 2) + (16L * 1024 * 1024);

    public bool HasRoom => FreeOctets >= NeededOctets;

    public TimeSpan Estimate =>
        UpgradeEstimate.OfCopy(CopyOctets)
        + Pending.Aggregate(TimeSpan.Zero, (sum, migration) => sum + migration.Estimate);

    /// <summary>Changes nothing.</summary>
    /// <exception cref="StorageException">
    /// The database is from a newer version, of another program, or cannot be read.
    /// </exception>
    public static async Task<UpgradePlan> ReadAsync(Database database, CancellationToken cancellationToken)
    {
        if (!File.Exists(database.Path))
        {
            return new([], 0, 0, IsNew: true);
        }

        var look = database.ToLook();
        var pending = await Migrator.PendingAsync(look, cancellationToken);
        await using var connection = await look.OpenAsync(cancellationToken);
        try
        {
            if (Migrator.IsNew(connection))
            {
                return new([], 0, 0, IsNew: true);
            }

            if (Migrator.Applied(connection).Count == 0)
            {
                throw new StorageException(
                    $"{database.Path}: is a database of another program; check Storage:ConnectionString."
                );
            }

            return new(
                [
                    .. pending.Select(name =>
                        UpgradeEstimate.Of(
                            Migrator.ShortName(name),
                            Migrator.Script(name),
                            table => Rows(connection, table)
                        )
                    ),
                ],
                connection.ExecuteScalar<long>(
                    "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
                ),
                new DriveInfo(Path.GetDirectoryName(database.Path)!).AvailableFreeSpace
            );
        }
        catch (SqliteException e)
        {
            throw new StorageException(database.Explain(e), e);
        }
    }

    /// <summary>Tables that a pending migration makes have no rows yet.</summary>
    private static long Rows(SqliteConnection connection, string table) =>
        connection.ExecuteScalar<long>(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = @table",
            new { table }
        ) == 0
            ? 0
            : connection.ExecuteScalar<long>($"SELECT count(*) FROM \"{table}\"", commandTimeout: 0);
}
