using System.Diagnostics;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Relays;

[TestFixture, Integration]
internal sealed class PickupFolderTests
{
    private readonly TestFolder _folder = new();

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public async Task A_message_appears_whole_and_nothing_else_stays()
    {
        var outcome = await Pickup(_folder.Path)
            .SendAsync(Message("ana@example.org", size: 10), CancellationToken.None);

        var file = Directory.EnumerateFileSystemEntries(_folder.Path).Single();
        Assert.That(outcome, Is.EqualTo(new DeliveryOutcome.Accepted(Path.GetFileName(file))));
        Assert.That(Path.GetFileName(file), Does.Match(@"^ana@example\.org\.[0-9a-f]{8}\.eml$"));
        Assert.That(await File.ReadAllTextAsync(file), Is.EqualTo("To: ana@example.org\r\n\r\nxxxxxxxxxx"));
    }

    [Test]
    public async Task A_message_that_is_sent_again_replaces_itself()
    {
        await Pickup(_folder.Path).SendAsync(Message("ana@example.org", size: 10), CancellationToken.None);
        await Pickup(_folder.Path).SendAsync(Message("ana@example.org", size: 10), CancellationToken.None);

        Assert.That(Directory.EnumerateFiles(_folder.Path).Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_full_disk_is_nobodys_attempt_and_leaves_no_half_message()
    {
        var mount = await MountAsync("64k");
        try
        {
            var outcome = await Pickup(mount)
                .SendAsync(Message("ana@example.org", size: 200_000), CancellationToken.None);

            Assert.That(outcome, Is.TypeOf<DeliveryOutcome.RelayTrouble>());
            Assert.That(
                ((DeliveryOutcome.RelayTrouble)outcome).Trouble.Message,
                Does.StartWith($"{mount}: a message cannot be written")
            );
            Assert.That(Directory.EnumerateFileSystemEntries(mount), Is.Empty);
        }
        finally
        {
            await RunAsync("umount", mount);
        }
    }

    [Test]
    public async Task A_folder_that_is_a_file_is_named()
    {
        var file = _folder.Write("outbox", "not a folder");

        var outcome = await Pickup(file).SendAsync(Message("ana@example.org", size: 10), CancellationToken.None);

        Assert.That(outcome, Is.TypeOf<DeliveryOutcome.RelayTrouble>());
    }

    /// <summary>A file system with very little room; the test is skipped where none can be mounted.</summary>
    private async Task<string> MountAsync(string size)
    {
        var mount = Directory.CreateDirectory(Path.Combine(_folder.Path, "full")).FullName;
        if (await RunAsync("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", mount) != 0)
        {
            Assert.Ignore("A full disk needs a tmpfs, and this user may not mount one.");
        }

        return mount;
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true }
            )!;
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }

    private static PickupFolder Pickup(string folder) => new(new DeliverySettings { PickupDirectory = folder });

    private static OutgoingMessage Message(string to, int size) =>
        new(
            "letter@example.com",
            to,
            $"1.{to}",
            System.Text.Encoding.ASCII.GetBytes($"To: {to}\r\n"),
            [
                new byte[size]
                    .Select(_ => (byte)'x')
                    .ToArray(),
            ]
        );
}
