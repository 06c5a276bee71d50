using System.Globalization;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// Brings an older database to the shape of this version: alone, and after a copy that undoes it. A kill at any moment
/// leaves a database that this version or the older one can use, because each change is one transaction.
/// </summary>
/// <param name="say">Is told each step in a line for people.</param>
internal sealed class DatabaseUpgrade(Database database, TimeProvider clock, Action<string> say)
{
    private const double Megabyte = 1024 * 1024;

    /// <summary>
    /// Makes the changes that are pending; a new database is made, and one that is up to date is left.
    /// </summary>
    /// <param name="copies">False to do without the copy.</param>
    /// <returns>The copy; null where none was made.</returns>
    /// <exception cref="DatabaseOwnedException">Another process sends from the database.</exception>
    /// <exception cref="StorageException">It cannot be done; nothing was changed, or the changes up to the one that
    /// failed.</exception>
    public async Task<string?> RunAsync(bool copies, CancellationToken cancellationToken)
    {
        // First what is cheap: a start that waits for another process asks each second.
        if (!await IsOlderAsync(cancellationToken))
        {
            await Migrator.OpenAsync(database, cancellationToken);
            return null;
        }

        using var alone =
            DispatcherLock.TryTake(database)
            ?? throw Ownership.Owned(database, await Ownership.RowAsync(database, cancellationToken));
        var plan = await UpgradePlan.ReadAsync(database, cancellationToken);
        say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The database is older: {plan.Pending.Count} {(plan.Pending.Count == 1 ? "change" : "changes")} of "
                    + $"its tables, which may take {Words(plan.Estimate)} with the copy."
            )
        );
        var copy = copies ? await CopyAsync(plan, cancellationToken) : null;
        await Migrator.MigrateAsync(database, cancellationToken);
        say(
            copy is null
                ? "The database is up to date."
                : $"The database is up to date. When all is well, delete {copy}; to undo the upgrade, see \"How do I "
                    + "upgrade, and undo it?\" in docs/operations.md."
        );
        return copy;
    }

    private async Task<bool> IsOlderAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(database.Path))
        {
            return false;
        }

        var look = database.ToLook();
        var pending = await Migrator.PendingAsync(look, cancellationToken);
        await using var connection = await look.OpenAsync(cancellationToken);
        return pending.Count > 0 && !Migrator.IsNew(connection);
    }

    /// <summary>The copy beside the database, named by the version that changes it and by the date.</summary>
    public static string CopyPath(string path, string version, DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}.before-{version}-{now.UtcDateTime:yyyyMMdd-HHmmss}");

    /// <summary>A duration as people say it.</summary>
    public static string Words(TimeSpan time) =>
        time < TimeSpan.FromSeconds(1.5) ? "a second"
        : time < TimeSpan.FromMinutes(2) ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} seconds")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} minutes");

    private async Task<string> CopyAsync(UpgradePlan plan, CancellationToken cancellationToken)
    {
        if (!plan.HasRoom)
        {
            throw new StorageException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{database.Path}: the upgrade makes a copy first and needs {plan.NeededOctets / Megabyte:N0} MB, "
                        + $"{plan.FreeOctets / Megabyte:N0} MB are free in {Path.GetDirectoryName(database.Path)}; "
                ) + "make room, or back up elsewhere and run: dispatcher upgrade --no-copy"
            );
        }

        var copy = CopyPath(database.Path, ProgramVersion.Text, clock.GetUtcNow());
        var partial = $"{database.Path}.before.partial";
        await OnlineCopy.WriteAsync(database, partial, CopyPace.Full, clock, cancellationToken);
        File.Move(partial, copy, overwrite: true);
        say($"Copied to {copy}.");
        return copy;
    }
}
