using Newsletter.Dispatcher.Backups;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Health;

[TestFixture]
internal sealed class BackupCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    [TestCase(0.2, CheckState.Green)]
    [TestCase(1.9, CheckState.Green)]
    [TestCase(2.1, CheckState.Yellow)]
    [TestCase(6.9, CheckState.Yellow)]
    [TestCase(7.1, CheckState.Red)]
    public void The_age_of_the_newest_decides(double days, CheckState state)
    {
        var check = BackupCheck.Judge(
            new BackupSettings { Folder = "/backup" },
            new BackupFile("/backup/b.tar.gz", Now.AddDays(-days), 5 << 20),
            Now
        );

        Assert.That(check.State, Is.EqualTo(state));
        Assert.That(check.Says, Does.Contain("/backup/b.tar.gz, 5 MB"));
    }

    [Test]
    public void Nobody_who_backs_up_is_a_hint_and_off_is_silence()
    {
        Assert.That(
            BackupCheck.Run(new BackupSettings(), Now).Select(check => check.State),
            Is.EqualTo(new[] { CheckState.Yellow })
        );
        Assert.That(BackupCheck.Run(new BackupSettings { IsOff = true }, Now), Is.Empty);
    }

    [Test, Integration]
    public void A_folder_that_is_gone_is_red_and_an_empty_one_yellow()
    {
        using var folder = new TestFolder();

        Assert.That(
            new[] { folder.Path, Path.Combine(folder.Path, "gone") }.SelectMany(path =>
                BackupCheck.Run(new BackupSettings { Folder = path }, Now).Select(check => check.State)
            ),
            Is.EqualTo(new[] { CheckState.Yellow, CheckState.Red })
        );
    }
}
