using System.Globalization;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// When a file was made. Renaming a file keeps it and writing into the file keeps it, but a copy, and so a file that
/// was put back from a backup, is a new file with another birth. .NET does not tell it on Linux, so the kernel is
/// asked.
/// Tests: OwnershipTests.
/// </summary>
internal static class FileBirth
{
    private const uint Birth = 0x800;
    private const int SecondsAt = 80;
    private const int NanosecondsAt = 88;

    /// <summary>Compared as text, never read as a time.</summary>
    /// <returns>Null where the file system or the operating system does not say it.</returns>
    public static string? Of(string path)
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
        {
            return File.GetCreationTimeUtc(path).Ticks.ToString(CultureInfo.InvariantCulture);
        }

        return
            FileStat.Ask(path, Birth) is { } answer && BitConverter.ToInt64(answer, SecondsAt) is not 0 and var seconds
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{seconds}.{BitConverter.ToUInt32(answer, NanosecondsAt):D9}"
            )
            : null;
    }
}
