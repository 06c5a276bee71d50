using System.Globalization;
using Newsletter.Dispatcher.Backups;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>Whether there is a backup that is not too old.</summary>
internal static class BackupCheck
{
    private const string Name = "backup";
    private const double Megabyte = 1024 * 1024;

    /// <summary>The newest is of yesterday at the latest, and one night may fail.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(2);

    public static IReadOnlyList<Check> Run(BackupSettings settings, DateTimeOffset now)
    {
        if (settings.IsOff)
        {
            return [];
        }

        if (settings.Folder is not { } folder)
        {
            return
            [
                Check.Yellow(
                    Name,
                    "Nobody backs up the newsletter, as far as the settings tell.",
                    "Set Backup:Folder, and it is done each day; or \"Backup\": \"off\" if you do it otherwise."
                ),
            ];
        }

        try
        {
            return
            [
                Directory.Exists(folder)
                    ? Judge(settings, BackupFolder.Newest(folder), now)
                    : Check.Red(Name, $"There is no folder {folder}.", "Make it, or mount its disk."),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return
            [
                Check.Red(Name, $"{folder} cannot be read: {e.Message}", "Give the dispatcher's user the right to it."),
            ];
        }
    }

    /// <param name="newest">Null where there is none yet.</param>
    internal static Check Judge(BackupSettings settings, BackupFile? newest, DateTimeOffset now)
    {
        if (newest is null)
        {
            return Check.Yellow(
                Name,
                $"There is no backup in {settings.Folder} yet.",
                "The service makes one after the next dispatch; or now: dispatcher backup FILE"
            );
        }

        var age = now - newest.MadeAt;
        var says = string.Create(
            CultureInfo.InvariantCulture,
            $"The newest is {Math.Max(0, age.TotalDays):0.0} days old: {newest.Path}, {newest.Octets / Megabyte:N0} MB."
        );
        const string Advice = "Look why in the log of the service (event 9801), then: dispatcher backup FILE";
        return age > TimeSpan.FromDays(settings.RedAfterDays) ? Check.Red(Name, says, Advice)
            : age > Fresh ? Check.Yellow(Name, says, Advice)
            : Check.Green(Name, says);
    }
}
