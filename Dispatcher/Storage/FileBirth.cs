using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// When a file was made. Renaming a file keeps it and writing into the file keeps it, but a copy, and so a file that
/// was put back from a backup, is a new file with another birth. .NET does not tell it on Linux, so the kernel is
/// asked.
/// Tests: OwnershipTests.
/// </summary>
internal static class FileBirth
{
    // linux/stat.h: the layout of struct statx is the same on every architecture.
    private const int AtCurrentFolder = -100;
    private const uint Wanted = 0x800;
    private const int SizeOfAnswer = 256;
    private const int MaskAt = 0;
    private const int SecondsAt = 80;
    private const int NanosecondsAt = 88;

    /// <summary>Compared as text, never read as a time.</summary>
    /// <returns>Null where the file system or the operating system does not say it.</returns>
    public static string? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
                ? File.GetCreationTimeUtc(path).Ticks.ToString(CultureInfo.InvariantCulture)
                : null;
        }

        var answer = new byte[SizeOfAnswer];
        try
        {
            if (statx(AtCurrentFolder, Encoding.UTF8.GetBytes(path + '\0'), 0, Wanted, answer) != 0)
            {
                return null;
            }
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }

        var isSaid = (BitConverter.ToUInt32(answer, MaskAt) & Wanted) != 0;
        var (seconds, nanoseconds) = (
            BitConverter.ToInt64(answer, SecondsAt),
            BitConverter.ToUInt32(answer, NanosecondsAt)
        );
        return isSaid && seconds != 0
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds}.{nanoseconds:D9}")
            : null;
    }

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int folder, byte[] path, int flags, uint mask, byte[] answer);
}
