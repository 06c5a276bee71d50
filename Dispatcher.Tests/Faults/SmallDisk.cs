using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>
/// A file system of a few megabytes in memory, which a test fills completely. Only root can mount one.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TestFolder _folder = new();

    private SmallDisk() { }

    public string Path => _folder.Path;

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>
    /// Mounts the file system; the test is skipped where that is not allowed, as in an unprivileged container.
    /// </summary>
    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("A small file system can only be mounted by root on Linux.");
        }

        var disk = new SmallDisk();
        var (status, printed) = await MountAsync(
            "mount",
            "-t",
            "tmpfs",
            "-o",
            $"size={megabytes}m",
            "tmpfs",
            disk.Path
        );
        if (status != 0)
        {
            disk._folder.Dispose();
            Assert.Ignore($"No small file system here: {printed.Trim()}");
        }

        return disk;
    }

    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // The disk is full, as intended.
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public Task ReadOnlyAsync() => MountAsync("mount", "-o", "remount,ro", Path);

    public void Dispose()
    {
        // Lazy, because a program that a failed test left running may still have files open there.
        MountAsync("umount", "-l", Path).GetAwaiter().GetResult();
        _folder.Dispose();
    }

    private static Task<(int Status, string Printed)> MountAsync(string program, params string[] arguments) =>
        ChildProcess.RunAsync(program, arguments, TimeSpan.FromSeconds(60));
}
