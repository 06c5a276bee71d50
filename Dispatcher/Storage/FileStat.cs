using System.Runtime.InteropServices;
using System.Text;

namespace Newsletter.Dispatcher.Storage;

/// <summary>What Linux knows about a file and .NET does not tell. Tests: OwnershipTests.</summary>
internal static class FileStat
{
    // linux/stat.h: the layout of struct statx is the same on every architecture.
    private const int AtCurrentFolder = -100;
    private const int SizeOfAnswer = 256;
    private const int MaskAt = 0;

    /// <param name="wanted">The bits of the fields in the mask of struct statx.</param>
    /// <returns>The struct; null where the file system or the operating system does not say all of it.</returns>
    public static byte[]? Ask(string path, uint wanted)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var answer = new byte[SizeOfAnswer];
        try
        {
            return
                statx(AtCurrentFolder, Encoding.UTF8.GetBytes(path + '\0'), 0, wanted, answer) == 0
                && (BitConverter.ToUInt32(answer, MaskAt) & wanted) == wanted
                ? answer
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int folder, byte[] path, int flags, uint mask, byte[] answer);
}
