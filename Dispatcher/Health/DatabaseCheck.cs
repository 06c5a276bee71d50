using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Whether the database is whole and safe, and has room; and who can read the keys beside it.
/// Tests: VerdictTests.
/// </summary>
internal static class DatabaseCheck
{
    private const long Megabyte = 1024 * 1024;
    private const long LeastFree = 100 * Megabyte;
    private const long FewFree = 1024 * Megabyte;

    /// <summary>Looks at the file itself; it is not migrated and nothing in it is changed.</summary>
    /// <param name="database">Opened to look only.</param>
    public static async Task<IReadOnlyList<Check>> RunAsync(Database database, CancellationToken cancellationToken) =>
        File.Exists(database.Path)
            ? [await WholeAsync(database, cancellationToken), Disk(database.Path)]
            :
            [
                Check.Yellow(
                    "database",
                    $"There is no {database.Path} yet.",
                    "Start the service once, or import subscribers: both make it."
                ),
                Disk(database.Path),
            ];

    /// <summary>A database that is whole and that an older version of the program made.</summary>
    /// <param name="changes">How many migrations are missing.</param>
    public static Check Pending(Database database, int changes) =>
        Check.Yellow(
            "database",
            $"{database.Path} is whole; {changes} {(changes == 1 ? "change" : "changes")} of its tables "
                + $"{(changes == 1 ? "is" : "are")} pending.",
            "Make them, after a copy, with: dispatcher upgrade (the next start of run does so, too)."
        );

    /// <summary>A person who can read this file can make unsubscribe links for every reader.</summary>
    public static Check Keys(string keyFile)
    {
        const string Name = "key file";
        if (!File.Exists(keyFile))
        {
            return Check.Yellow(
                Name,
                $"There is no {keyFile} yet.",
                "The first start makes it; if there was one, restore it from a backup, or the links in sent mails "
                    + "stop working."
            );
        }

        var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(keyFile);
        const UnixFileMode OfAll = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        const UnixFileMode OfGroup = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        var close = $"Close it: chmod 600 {keyFile}";
        return (mode & OfAll) != 0 ? Check.Red(Name, $"{keyFile} can be read by everybody on this machine.", close)
            : (mode & OfGroup) != 0 ? Check.Yellow(Name, $"{keyFile} can be read by its whole group.", close)
            : Check.Green(Name, "Only its owner can read it.");
    }

    private static async Task<Check> WholeAsync(Database database, CancellationToken cancellationToken)
    {
        const string Name = "database";
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            var fault = (
                await connection.QueryAsync<string>(
                    new CommandDefinition(
                        "PRAGMA quick_check(1)",
                        cancellationToken: cancellationToken,
                        commandTimeout: 0
                    )
                )
            ).FirstOrDefault();
            if (fault is not "ok")
            {
                return Check.Red(
                    Name,
                    $"{database.Path} is damaged: {fault?.ReplaceLineEndings(" ")}",
                    "Stop the service, and restore the file from a backup."
                );
            }

            var mode = await connection.ExecuteScalarAsync<string>("PRAGMA journal_mode");
            return mode is "wal"
                ? Check.Green(Name, $"{database.Path} is whole.")
                : Check.Yellow(
                    Name,
                    $"{database.Path} is in mode {mode}; the next start of run changes it to wal, or refuses it.",
                    "Put it on a local disk; network file systems cannot do it."
                );
        }
        catch (StorageException e)
        {
            return Check.Red(Name, e.Message, "Nothing is sent before that is fixed.");
        }
        catch (SqliteException e)
        {
            return Check.Red(Name, database.Explain(e), "Nothing is sent before that is fixed.");
        }
    }

    private static Check Disk(string path)
    {
        const string Name = "disk";
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            return Check.Red(Name, $"There is no folder {folder}.", "Make it, or correct Storage:ConnectionString.");
        }

        try
        {
            return JudgeDisk(folder, new DriveInfo(folder).AvailableFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Check.Yellow(Name, $"The free space of {folder} cannot be told: {e.Message}", "Look yourself.");
        }
    }

    /// <summary>A dispatch writes some hundred octets a reader; a full disk stops it.</summary>
    /// <param name="free">Octets.</param>
    internal static Check JudgeDisk(string folder, long free)
    {
        var says = string.Create(CultureInfo.InvariantCulture, $"{free / Megabyte:N0} MB are free in {folder}.");
        return free < LeastFree ? Check.Red("disk", says, "Make room; when it is full, nothing is sent.")
            : free < FewFree ? Check.Yellow("disk", says, "Make room soon.")
            : Check.Green("disk", says);
    }
}
