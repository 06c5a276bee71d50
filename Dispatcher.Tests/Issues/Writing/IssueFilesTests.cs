using System.Text;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Faults;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Issues.Writing;

[TestFixture, Integration]
internal sealed class IssueFilesTests
{
    private readonly TestFolder _folder = new();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void A_file_is_replaced_as_a_whole_and_keeps_its_mode()
    {
        var path = _folder.Write("issues/a.md", "old");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b110_110_000);
        }

        var files = Files();
        var seen = files.Read("a").File!;
        var result = files.Replace("a", Bytes("new"), seen.Hash);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result, Is.InstanceOf<WriteResult.Written>());
            Assert.That(((WriteResult.Written)result).Displaced, Is.Null);
            Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
            Assert.That(Names(), Is.EqualTo(["a.md"]), "nothing is left beside it");
            if (!OperatingSystem.IsWindows())
            {
                Assert.That(File.GetUnixFileMode(path), Is.EqualTo((UnixFileMode)0b110_110_000));
            }
        }
    }

    [Test]
    public void A_file_that_has_changed_is_not_touched()
    {
        var path = _folder.Write("issues/a.md", "old");
        var files = Files();
        var seen = files.Read("a").File!;
        File.WriteAllText(path, "by git");

        var result = files.Replace("a", Bytes("mine"), seen.Hash);

        Assert.That(result, Is.InstanceOf<WriteResult.Changed>());
        Assert.That(Encoding.UTF8.GetString(((WriteResult.Changed)result).Now.Content), Is.EqualTo("by git"));
        Assert.That(File.ReadAllText(path), Is.EqualTo("by git"));
    }

    [Test]
    public void A_file_that_has_vanished_is_not_made_again()
    {
        var path = _folder.Write("issues/a.md", "old");
        var files = Files();
        var seen = files.Read("a").File!;
        File.Delete(path);

        Assert.That(files.Replace("a", Bytes("mine"), seen.Hash), Is.InstanceOf<WriteResult.Gone>());
        Assert.That(path, Does.Not.Exist);
    }

    [TestCase("../secret")]
    [TestCase("..")]
    [TestCase("a/b")]
    [TestCase(".hidden")]
    [TestCase("")]
    [TestCase("a\0b")]
    [TestCase("größe")]
    public void A_name_that_is_no_slug_leads_nowhere(string slug)
    {
        _folder.Write("secret.md", "secret");
        _folder.Write("issues/a.md", "old");
        var hash = new WrittenFile(Bytes("secret")).Hash;
        var files = Files();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(files.Read(slug).File, Is.Null);
            Assert.That(files.Replace(slug, Bytes("mine"), hash), Is.InstanceOf<WriteResult.Refused>());
            Assert.That(files.Create(slug, Bytes("mine")), Is.InstanceOf<WriteResult.Refused>());
            Assert.That(File.ReadAllText(_folder.File("secret.md")), Is.EqualTo("secret"));
            Assert.That(Names(), Is.EqualTo(["a.md"]));
        }
    }

    [Test]
    public void A_link_out_of_the_folder_is_not_written_through()
    {
        var secret = _folder.Write("secret.md", "secret");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "issues"));
        File.CreateSymbolicLink(_folder.File("issues/a.md"), secret);
        var hash = new WrittenFile(Bytes("secret")).Hash;

        Assert.That(Files().Replace("a", Bytes("mine"), hash), Is.InstanceOf<WriteResult.Refused>());
        Assert.That(File.ReadAllText(secret), Is.EqualTo("secret"));
    }

    [Test]
    public void A_new_file_never_takes_the_place_of_another()
    {
        var files = Files();

        Assert.That(files.Create("a", Bytes("first")), Is.InstanceOf<WriteResult.Written>());
        var second = files.Create("a", Bytes("second"));

        Assert.That(((WriteResult.Refused)second).Message, Does.Contain("is there already"));
        Assert.That(File.ReadAllText(_folder.File("issues/a.md")), Is.EqualTo("first"));
        Assert.That(Names(), Is.EqualTo(["a.md"]));
    }

    [Test]
    public void A_text_that_is_too_long_or_empty_is_refused()
    {
        _folder.Write("issues/a.md", "old");
        var files = Files();
        var seen = files.Read("a").File!.Hash;

        Assert.That(files.Replace("a", new byte[IssueFile.MaxBytes + 1], seen), Is.InstanceOf<WriteResult.Refused>());
        Assert.That(files.Replace("a", [], seen), Is.InstanceOf<WriteResult.Refused>());
        Assert.That(File.ReadAllText(_folder.File("issues/a.md")), Is.EqualTo("old"));
    }

    [Test, EndToEnd]
    public async Task A_full_disk_leaves_the_old_file_and_says_so()
    {
        using var disk = await SmallDisk.MountAsync(megabytes: 1);
        var files = new IssueFiles(new NewsletterFolder(disk.Path) { Issues = disk.Path });
        files.Create("a", Bytes("old"));
        var seen = files.Read("a").File!.Hash;
        disk.Fill();

        var result = files.Replace("a", Bytes(new string('x', 200_000)), seen);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((result as WriteResult.Refused)?.Message, Does.Contain("the disk is full"));
            Assert.That(File.ReadAllText(Path.Combine(disk.Path, "a.md")), Is.EqualTo("old"));
            Assert.That(Directory.EnumerateFiles(disk.Path, "*.saving"), Is.Empty);
        }

        disk.MakeRoom();
        Assert.That(files.Replace("a", Bytes("new"), seen), Is.InstanceOf<WriteResult.Written>());
    }

    [Test, EndToEnd]
    public async Task A_read_only_folder_is_named()
    {
        using var disk = await SmallDisk.MountAsync(megabytes: 1);
        var files = new IssueFiles(new NewsletterFolder(disk.Path) { Issues = disk.Path });
        files.Create("a", Bytes("old"));
        var seen = files.Read("a").File!.Hash;
        await disk.ReadOnlyAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (files.Replace("a", Bytes("new"), seen) as WriteResult.Refused)?.Message,
                Does.Contain("read-only")
            );
            Assert.That((files.Create("b", Bytes("new")) as WriteResult.Refused)?.Message, Does.Contain("read-only"));
        }
    }

    private IssueFiles Files() => new(new NewsletterFolder(_folder.Path));

    private IEnumerable<string?> Names() =>
        Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "issues")).Select(Path.GetFileName);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
