using System.Runtime.InteropServices;
using System.Text;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// Gives a file that takes another's place the same owner and group: an operator works as root, and the service has to
/// read the file afterwards. .NET has no call for it. Tests: KeyFileTests.
/// </summary>
internal static class FileOwner
{
    private const uint UserAndGroup = 0x18;
    private const int UserAt = 20;
    private const int GroupAt = 24;

    /// <exception cref="StorageException">This user may not give the file to the other's owner.</exception>
    public static void Copy(string from, string to)
    {
        if (!OperatingSystem.IsLinux() || Of(from) is not { } owner || Of(to) == owner)
        {
            return;
        }

        if (chown(Encoding.UTF8.GetBytes(to + '\0'), owner.User, owner.Group) != 0)
        {
            throw new StorageException(
                $"{from} belongs to another user, who could not read what is put in its place. Run this as that user, "
                    + "or as root; nothing was changed."
            );
        }
    }

    /// <returns>Null where the file system does not say it.</returns>
    public static (uint User, uint Group)? Of(string path) =>
        FileStat.Ask(path, UserAndGroup) is { } answer
            ? (BitConverter.ToUInt32(answer, UserAt), BitConverter.ToUInt32(answer, GroupAt))
            : null;

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int chown(byte[] path, uint user, uint group);
}
