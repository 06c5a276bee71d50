using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Backups;

/// <summary>Which files beside the database are in a backup. Tests: BackupTests.</summary>
/// <param name="Files">Names in the archive, and paths.</param>
/// <param name="LeftOut">Files that the settings name and that are outside the newsletter's folder.</param>
internal sealed record BackupFiles(IReadOnlyList<(string Name, string Path)> Files, IReadOnlyList<string> LeftOut)
{
    /// <summary>The database itself.</summary>
    public const string Database = "database.db";

    /// <summary>The keys that sign links.</summary>
    public const string Keys = "signing.keys";

    /// <summary>The keys of the desk.</summary>
    public const string DeskKeys = "desk-keys/";

    /// <summary>Everything below the newsletter's folder.</summary>
    public const string Folder = "files/";

    private static readonly string[] OwnWords = ["words.json", "home.md"];

    /// <summary>Links are not followed: what they lead to may be anywhere, and in a circle.</summary>
    private static readonly EnumerationOptions WithoutLinks = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    public static BackupFiles Of(NewsletterFolder folder, DispatcherSettings settings)
    {
        List<(string, string)> files = [];
        if (File.Exists(settings.Storage.KeyFile))
        {
            files.Add((Keys, settings.Storage.KeyFile));
        }

        var desk = KeyFolder.PathBeside(settings.Storage.KeyFile);
        files.AddRange(Below(desk).Select(path => (DeskKeys + Path.GetFileName(path), path)));
        var named = Named(folder, settings);
        IEnumerable<string> own =
        [
            .. Directory.EnumerateFiles(folder.Root, "appsettings*.json"),
            .. OwnWords.Select(name => Path.Combine(folder.Root, name)).Where(File.Exists),
            .. Below(folder.Issues),
            .. Below(folder.Templates),
            .. named.Where(path => IsBelow(folder.Root, path)),
        ];
        files.AddRange(
            own.Distinct(StringComparer.Ordinal)
                .Where(path => IsBelow(folder.Root, path))
                .Order(StringComparer.Ordinal)
                .Select(path => (Folder + Path.GetRelativePath(folder.Root, path).Replace('\\', '/'), path))
        );
        return new(files, [.. named.Where(path => !IsBelow(folder.Root, path)).Order(StringComparer.Ordinal)]);
    }

    /// <summary>A path below the newsletter's folder in its short form, any other as it is.</summary>
    public static string Short(string root, string path) =>
        IsBelow(root, path) ? Path.GetRelativePath(root, path).Replace('\\', '/') : path;

    private static IEnumerable<string> Below(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", WithoutLinks) : [];

    /// <summary>Files with secrets, logos and the like: each value of a setting that is the path of a file.</summary>
    private static IReadOnlyList<string> Named(NewsletterFolder folder, DispatcherSettings settings) =>
        [
            .. settings
                .InForce.Where(setting => setting is { IsSet: true, Value.Length: > 0 and < 1000 })
                .Where(setting => setting.Section is not ("Storage" or "Backup"))
                .Select(setting => Path.GetFullPath(setting.Value!, folder.Root))
                .Where(File.Exists)
                .Distinct(StringComparer.Ordinal),
        ];

    private static bool IsBelow(string root, string path) =>
        path.StartsWith(
            root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal
        );
}
