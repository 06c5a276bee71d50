using Newsletter.Dispatcher.Backups;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Backups;

[TestFixture, Integration]
internal sealed class BackupFolderTests
{
    private static readonly DateTimeOffset Day = new(2026, 11, 24, 6, 5, 9, TimeSpan.Zero);

    [TestCase(false, "newsletter-20261124-060509Z.tar.gz")]
    [TestCase(true, "newsletter-20261124-060509Z.tar.gz.age")]
    public void A_name_says_when_the_backup_was_made(bool isEncrypted, string name)
    {
        Assert.That(BackupFolder.NameOf(Day, isEncrypted), Is.EqualTo(name));
        Assert.That(BackupFolder.MadeAt(name), Is.EqualTo(Day));
    }

    [TestCase("newsletter-20261124-060509Z.tar.gz.partial")]
    [TestCase("newsletter-20261324-060509Z.tar.gz")]
    [TestCase("other.tar.gz")]
    public void Other_names_are_of_no_backup(string name) => Assert.That(BackupFolder.MadeAt(name), Is.Null);

    [Test]
    public void The_newest_are_kept_and_files_of_others_stay()
    {
        using var folder = new TestFolder();
        string[] days = ["20261120", "20261121", "20261122", "20261123"];
        foreach (var day in days)
        {
            folder.Write($"newsletter-{day}-060000Z.tar.gz", "x");
        }

        folder.Write("newsletter-20261119-060000Z.tar.gz.partial", "x");
        folder.Write("newsletter-20261125-060000Z.tar.gz", "");
        folder.Write("mine.tar.gz", "x");

        BackupFolder.Prune(folder.Path, keep: 2);

        Assert.That(
            Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Is.EqualTo(
                new[]
                {
                    "mine.tar.gz",
                    "newsletter-20261122-060000Z.tar.gz",
                    "newsletter-20261123-060000Z.tar.gz",
                    "newsletter-20261125-060000Z.tar.gz",
                }
            )
        );
        Assert.That(
            BackupFolder.List(folder.Path).Select(file => file.MadeAt.Day),
            Is.EqualTo(new[] { 23, 22 }),
            "an empty file is no backup"
        );
    }

    [Test]
    public void A_folder_that_is_not_there_has_no_backup() =>
        Assert.That(BackupFolder.List("/nowhere/at/all"), Is.Empty);
}
