using System.Runtime.InteropServices;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Whether the user of the service can write the database and read the keys. A command that root ran may have made
/// them, and then the service cannot use them. Tests: DoctorTests.
/// </summary>
internal static class FileOwnerCheck
{
    private const uint Root = 0;

    /// <returns>Empty when the owners are right, or are not known; one red check otherwise.</returns>
    public static IReadOnlyList<Check> Run(Database database, DispatcherSettings settings)
    {
        if (!OperatingSystem.IsLinux() || Path.GetDirectoryName(database.Path) is not { } folder)
        {
            return [];
        }

        // A file that its group may use, too, is somebody's deliberate choice.
        (string Path, UnixFileMode OfGroup)[] files =
        [
            (database.Path, UnixFileMode.GroupWrite),
            (database.Path + "-wal", UnixFileMode.GroupWrite),
            (database.Path + "-shm", UnixFileMode.GroupWrite),
            (settings.Storage.KeyFile, UnixFileMode.GroupRead),
        ];
        return FileOwner.Of(folder) is { } of
            ? Judge(
                [
                    .. files
                        .Where(file => File.Exists(file.Path) && !Has(file.Path, file.OfGroup))
                        .Select(file => (file.Path, FileOwner.Of(file.Path)?.User))
                        .Where(one => one.User is not null)
                        .Select(one => (one.Path, one.User!.Value)),
                ],
                (folder, of.User),
                runsAs: geteuid()
            )
            : [];
    }

    private static bool Has(string path, UnixFileMode mode) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & mode) != UnixFileMode.None;

    /// <summary>Decides from numbers of users.</summary>
    /// <param name="files">With the user that each belongs to.</param>
    /// <param name="folder">The folder of the database, and its owner: the service's user, where root asks.</param>
    /// <param name="runsAs">The user of this process.</param>
    public static IReadOnlyList<Check> Judge(
        IReadOnlyList<(string Path, uint User)> files,
        (string Path, uint User) folder,
        uint runsAs
    )
    {
        var service = runsAs == Root ? folder.User : runsAs;
        var foreign = files.Where(file => file.User != service && service != Root).ToList();
        if (foreign.Count == 0)
        {
            return [];
        }

        var names = string.Join(", ", foreign.Select(file => file.Path));
        var quoted = string.Join(' ', foreign.Select(file => $"'{file.Path}'"));
        return
        [
            runsAs == Root
                ? Check.Red(
                    "owner",
                    $"{names} belongs to another user than the folder: a service that runs as the folder's owner "
                        + "cannot write there.",
                    $"chown --reference='{folder.Path}' {quoted}"
                )
                : Check.Red(
                    "owner",
                    $"{names} belongs to another user than the one that runs the dispatcher, who may not write there.",
                    FormattableString.Invariant($"As root: chown {runsAs} {quoted}")
                ),
        ];
    }

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();
}
