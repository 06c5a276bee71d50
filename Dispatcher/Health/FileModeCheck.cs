using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>Whether other users of the machine can read addresses, letters or keys. Tests: DoctorTests.</summary>
internal static class FileModeCheck
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <returns>Empty when no other user can read them; one yellow check otherwise.</returns>
    public static IReadOnlyList<Check> Run(Database database, DispatcherSettings settings)
    {
        if (OperatingSystem.IsWindows())
        {
            return [];
        }

        string[] files =
        [
            database.Path,
            database.Path + "-wal",
            database.Path + "-shm",
            settings.Storage.KeyFile,
            .. settings.Delivery.Method is DeliveryMethod.Pickup
                ? [settings.Delivery.PickupDirectory]
                : Array.Empty<string>(),
        ];
        var open = files.Where(IsOpen).ToList();
        return open.Count == 0
            ? []
            :
            [
                Check.Yellow(
                    "files",
                    $"Every user of this machine can read {string.Join(", ", open)}.",
                    $"chmod go= {string.Join(' ', open.Select(path => $"'{path}'"))}"
                ),
            ];
    }

    private static bool IsOpen(string path)
    {
        try
        {
            return !OperatingSystem.IsWindows()
                && Path.Exists(path)
                && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None
                && IsReachable(Path.GetDirectoryName(Path.GetFullPath(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A folder that others cannot enter keeps them from everything below it.</summary>
    private static bool IsReachable(string? folder)
    {
        for (; folder is not null && !OperatingSystem.IsWindows(); folder = Path.GetDirectoryName(folder))
        {
            if ((File.GetUnixFileMode(folder) & UnixFileMode.OtherExecute) == UnixFileMode.None)
            {
                return false;
            }
        }

        return true;
    }
}
