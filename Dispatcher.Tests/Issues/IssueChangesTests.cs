using System.Runtime.Versioning;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Faults;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Issues;

[TestFixture, Integration]
internal sealed class IssueChangesTests
{
    private const string Before = "---\ntitle: A\ndate: 2026-11-24\n---\nText.\n";

    private static readonly DateOnly Day = new(2026, 11, 27);

    private readonly TestFolder _root = new();

    private string _file = "";

    [SetUp]
    public void Write() => _file = _root.Write("issues/a.md", Before);

    [TearDown]
    public void Delete() => _root.Dispose();

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public void A_change_replaces_the_file_and_keeps_its_mode()
    {
        File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);

        var result = Move(Hash());

        Assert.That(result, Is.InstanceOf<IssueChange.Saved>());
        Assert.That(File.ReadAllText(_file), Is.EqualTo("---\ntitle: A\ndate: 2026-11-27\n---\nText.\n"));
        Assert.That(
            File.GetUnixFileMode(_file),
            Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite)
        );
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(_file)!), Has.Length.EqualTo(1), "nothing is left beside");
    }

    [Test]
    public void A_file_that_somebody_changed_meanwhile_is_left_as_it_is()
    {
        var seen = Hash();
        File.WriteAllText(_file, "---\ntitle: B\n---\nText.\n");

        Assert.That(Refusal(Move(seen)), Does.StartWith("Somebody changed issues/a.md since this page was loaded."));
        Assert.That(File.ReadAllText(_file), Is.EqualTo("---\ntitle: B\n---\nText.\n"));
    }

    [Test]
    public void A_file_that_is_saved_while_the_change_is_made_is_left_as_it_is()
    {
        var result = Changes.Change(
            "a",
            Hash(),
            before =>
            {
                File.WriteAllText(_file, "---\ntitle: B\n---\nText.\n");
                return KeyLine.Date(before, Day);
            },
            "date: 2026-11-27"
        );

        Assert.That(Refusal(result), Does.StartWith("Somebody changed issues/a.md at this moment."));
        Assert.That(File.ReadAllText(_file), Is.EqualTo("---\ntitle: B\n---\nText.\n"));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(_file)!), Has.Length.EqualTo(1), "nothing is left beside");
    }

    [Test]
    public void A_file_that_has_vanished_is_not_made_again()
    {
        var seen = Hash();
        File.Delete(_file);

        Assert.That(Refusal(Move(seen)), Does.StartWith("issues/a.md cannot be read any more"));
        Assert.That(File.Exists(_file), Is.False);
    }

    [TestCase("../a")]
    [TestCase("/etc/passwd")]
    [TestCase("")]
    public void A_name_that_is_no_slug_touches_nothing(string slug) =>
        Assert.That(
            Refusal(Changes.Change(slug, "x", _ => throw new InvalidOperationException(), "")),
            Is.EqualTo("There is no such issue. Load the page again.")
        );

    [Test]
    public async Task On_a_full_disk_the_file_stays_as_it_was()
    {
        using var disk = await SmallDisk.MountAsync(megabytes: 1);
        Directory.CreateDirectory(Path.Combine(disk.Path, "issues"));
        var file = Path.Combine(disk.Path, "issues", "a.md");
        await File.WriteAllTextAsync(file, Before);
        disk.Fill();
        var changes = new IssueChanges(new NewsletterFolder(disk.Path));
        var seen = IssueChanges.HashOf(new IssueFolder(Path.Combine(disk.Path, "issues")).Candidates()[0]);

        var result = changes.Change("a", seen, before => KeyLine.Date(before, Day), "date: 2026-11-27");

        Assert.That(Refusal(result), Does.StartWith("issues/a.md cannot be written: "));
        Assert.That(await File.ReadAllTextAsync(file), Is.EqualTo(Before));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(file)!), Has.Length.EqualTo(1), "nothing is left beside");
    }

    [Test]
    public void Of_two_changes_of_the_same_sight_one_is_refused()
    {
        var seen = Hash();
        var results = new IssueChange[8];
        var changes = Changes;

        Parallel.For(
            0,
            results.Length,
            at =>
                results[at] = changes.Change("a", seen, before => KeyLine.Date(before, Day.AddDays(at)), "date: later")
        );

        Assert.That(results.OfType<IssueChange.Saved>().Count(), Is.EqualTo(1));
    }

    private IssueChanges Changes => new(new NewsletterFolder(_root.Path));

    private string Hash() => IssueChanges.HashOf(new IssueFolder(Path.Combine(_root.Path, "issues")).Candidates()[0]);

    private IssueChange Move(string hash) =>
        Changes.Change("a", hash, before => KeyLine.Date(before, Day), "date: 2026-11-27");

    private static string Refusal(IssueChange change) => ((IssueChange.Refused)change).Why;
}
