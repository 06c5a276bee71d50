using Newsletter.Dispatcher.Backups;
using Newsletter.Dispatcher.Backups.Age;

namespace Newsletter.Dispatcher.Tests.Backups;

[TestFixture]
internal sealed class RestoreTargetsTests
{
    [TestCase("dispatcher.db", "dispatcher.keys", null, "/srv/letter/dispatcher.db", "/srv/letter/dispatcher.keys")]
    [TestCase("data/d.db", "k/d.keys", null, "/srv/letter/data/d.db", "/srv/letter/k/d.keys")]
    [TestCase("/var/lib/d.db", "/var/lib/d.keys", "/data/d.db", "/data/d.db", "/data/d.keys")]
    [TestCase("d.db", "/etc/cron.d/evil", null, "/srv/letter/d.db", "/srv/letter/evil")]
    public void Database_and_keys_go_below_the_folder_or_where_the_operator_says(
        string database,
        string keys,
        string? said,
        string expectedDatabase,
        string expectedKeys
    )
    {
        var targets = Of(database, keys, said);

        Assert.That((targets.Database, targets.Keys), Is.EqualTo((expectedDatabase, expectedKeys)));
    }

    [TestCase("/etc/cron.d/evil")]
    [TestCase("../evil.db")]
    [TestCase("a/../../evil.db")]
    [TestCase("")]
    public void A_backup_does_not_decide_about_a_place_outside_the_folder(string database) =>
        Assert.That(
            Assert.Throws<BackupException>(() => Of(database, "d.keys", said: null))!.Message,
            Does.Contain("say where it goes with --database")
        );

    [TestCase("files/issues/a/b.md", "/srv/letter/issues/a/b.md")]
    [TestCase("signing.keys", "/srv/letter/d.keys")]
    [TestCase("desk-keys/k.xml", "/srv/letter/d.keys.desk/k.xml")]
    [TestCase("database.db", "/srv/letter/d.db")]
    public void Each_file_has_its_place(string name, string path) =>
        Assert.That(Of("d.db", "d.keys", said: null).Of(name), Is.EqualTo(path));

    [TestCase("files/issues/a.md", true)]
    [TestCase("database.db", true)]
    [TestCase("files/../a", false)]
    [TestCase("files//a", false)]
    [TestCase("files/", false)]
    [TestCase("/etc/passwd", false)]
    [TestCase("files/a\\b", false)]
    [TestCase("other", false)]
    public void A_name_that_leads_elsewhere_is_refused(string name, bool isFine) =>
        Assert.That(BackupReader.IsName(name), Is.EqualTo(isFine));

    [Test]
    public void Only_data_leaves_what_people_wrote() =>
        Assert.That(
            RestoreTargets
                .Of(
                    new RestoreRequest("f", "/srv/letter", Database: null, IsDataOnly: true, AgeOpener.Nothing),
                    new BackupHead { Database = "d.db", Keys = "d.keys" }
                )
                .Of("files/appsettings.json"),
            Is.Null
        );

    private static RestoreTargets Of(string database, string keys, string? said) =>
        RestoreTargets.Of(
            new RestoreRequest("f", "/srv/letter", said, IsDataOnly: false, AgeOpener.Nothing),
            new BackupHead { Database = database, Keys = keys }
        );
}
