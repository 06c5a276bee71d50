using System.Globalization;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Backups;

/// <summary>
/// The folder that the service backs up into. A file has its name only when it is good, so the names are the record of
/// all backups. Files with other names are left alone. Tests: BackupFolderTests.
/// </summary>
internal static partial class BackupFolder
{
    private const string Instant = "yyyyMMdd'-'HHmmss'Z'";

    /// <summary>The name of a backup.</summary>
    public static string NameOf(DateTimeOffset madeAt, bool isEncrypted) =>
        $"newsletter-{madeAt.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture)}.tar.gz"
        + (isEncrypted ? ".age" : "");

    /// <summary>When a backup was made; null for the name of something else.</summary>
    public static DateTimeOffset? MadeAt(string name) =>
        Name.Match(name) is { Success: true } match
        && DateTimeOffset.TryParseExact(
            match.Groups["at"].Value,
            Instant,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? at
            : null;

    /// <summary>The backups in the folder, the newest first; empty where the folder is not there.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static IReadOnlyList<BackupFile> List(string folder) =>
        Directory.Exists(folder)
            ?
            [
                .. new DirectoryInfo(folder)
                    .EnumerateFiles()
                    .Where(file => MadeAt(file.Name) is not null && file.Length > 0)
                    .Select(file => new BackupFile(file.FullName, MadeAt(file.Name)!.Value, file.Length))
                    .OrderByDescending(file => file.MadeAt),
            ]
            : [];

    /// <summary>The newest backup in the folder; null where there is none.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static BackupFile? Newest(string folder) => List(folder) is [var newest, ..] ? newest : null;

    /// <summary>Deletes all but the newest backups, and what a killed one has left.</summary>
    public static void Prune(string folder, int keep)
    {
        foreach (var old in List(folder).Skip(keep))
        {
            File.Delete(old.Path);
        }

        foreach (var left in Directory.EnumerateFiles(folder, "newsletter-*" + BackupMaker.Partial).ToList())
        {
            File.Delete(left);
        }
    }

    [GeneratedRegex(@"^newsletter-(?<at>\d{8}-\d{6}Z)\.tar\.gz(\.age)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Name { get; }
}
