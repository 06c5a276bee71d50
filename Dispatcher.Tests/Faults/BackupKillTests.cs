using System.Globalization;
using System.Security.Cryptography;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>
/// The real program dies in the middle of a backup, or the disk is full: an older backup stays whole.
/// </summary>
[TestFixture, EndToEnd]
internal sealed class BackupKillTests
{
    private const int MostKills = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Test]
    public async Task A_kill_at_each_sync_leaves_the_older_backup_and_the_next_one_is_made()
    {
        Strace.Require();
        using var newsletter = new InstalledNewsletter(port: 25);
        await newsletter.FillAsync(readers: 2000);
        Assert.That((await newsletter.RunAsync("backup", "b.tar.gz")).Status, Is.Zero);
        var backup = Path.Combine(newsletter.Folder, "b.tar.gz");
        var before = await HashAsync(backup);

        var kills = 0;
        for (var n = 1; n <= MostKills; n++)
        {
            var trace = Path.Combine(newsletter.Folder, "trace" + n.ToString(CultureInfo.InvariantCulture));
            await using var program = newsletter.StartUnder(Strace.Holding("fsync", trace), "backup", "b.tar.gz");
            if (await Strace.KillAtAsync(program, trace, n) < n)
            {
                break;
            }

            kills++;
            Assert.That(await HashAsync(backup), Is.EqualTo(before), $"killed at sync {n}");
        }

        var check = await newsletter.RunAsync("restore", "b.tar.gz", "--check");
        var next = await newsletter.RunAsync("backup", "b.tar.gz");

        Assert.That(kills, Is.GreaterThan(1), "the sweep had points");
        Assert.That((check.Status, next.Status), Is.EqualTo((0, 0)), check.Output + next.Output);
        Assert.That(Directory.GetFiles(newsletter.Folder, "*.partial"), Is.Empty);
    }

    [TestCase(3, "a backup needs")]
    [TestCase(8, "the backup cannot be written")]
    public async Task A_full_disk_leaves_the_older_backup(int megabytes, string said)
    {
        using var disk = await SmallDisk.MountAsync(megabytes);
        using var newsletter = new InstalledNewsletter(port: 25);
        await newsletter.FillAsync(readers: 10);
        var backup = Path.Combine(disk.Path, "b.tar.gz");
        Assert.That((await newsletter.RunAsync("backup", backup)).Status, Is.Zero);
        var before = await HashAsync(backup);
        await newsletter.FillMoreAsync(readers: megabytes < 5 ? 16_000 : 4000);
        newsletter.Write(
            "issues/photos.bin",
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(megabytes * 1024 * 1024))
        );

        var (status, output) = await newsletter.RunAsync("backup", backup);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Is.EqualTo(1), output);
            Assert.That(output.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
            Assert.That(output, Does.Contain(said).And.Contain("lder backups are as they were"));
            Assert.That(await HashAsync(backup), Is.EqualTo(before));
            Assert.That(Directory.GetFiles(disk.Path), Is.EqualTo(new[] { backup }), "no half of one is left");
        }
    }

    /// <summary>Everything that a user would not do by hand, through standard output and standard input.</summary>
    [Test]
    public async Task A_backup_goes_through_a_pipe()
    {
        using var newsletter = new InstalledNewsletter(port: 25);
        await newsletter.FillAsync(readers: 50);
        using var other = new TestFolder();
        var program = $"dotnet '{DispatcherProcess.Program}'";
        await using var shell = ChildProcess.Start(
            "sh",
            ["-c", $"{program} backup - | {program} restore - --to '{other.Path}'"],
            newsletter.Folder
        );

        Assert.That(await shell.WaitAsync(Patience), Is.Zero, shell.Error);
        Assert.That(shell.Output, Does.Contain("files of The Letter are back in"));
        Assert.That(File.Exists(Path.Combine(other.Path, "issues", "news.md")));
        Assert.That(Directory.GetFiles(newsletter.Folder, "*.partial"), Is.Empty);
    }

    private static async Task<string> HashAsync(string path) =>
        Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(path)));
}
