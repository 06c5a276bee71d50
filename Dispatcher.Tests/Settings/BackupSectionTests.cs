using Microsoft.Extensions.Configuration;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Tests.Settings;

[TestFixture]
internal sealed class BackupSectionTests
{
    private const string Key = "age1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47ryef";

    [Test]
    public void Without_the_section_nothing_is_backed_up()
    {
        var (settings, problems) = Read();

        Assert.That(settings, Is.EqualTo(new BackupSettings()));
        Assert.That(problems, Is.Empty);
    }

    [Test]
    public void The_folder_is_below_that_of_the_settings()
    {
        var (settings, problems) = Read(("Backup:Folder", "backups"), ("Backup:Keep", "3"), ("Backup:Recipient", Key));

        Assert.That(problems, Is.Empty);
        Assert.That(
            settings,
            Is.EqualTo(
                new BackupSettings
                {
                    Folder = "/srv/letter/backups",
                    Keep = 3,
                    Recipient = Key,
                }
            )
        );
    }

    [TestCase("off", true, null)]
    [TestCase("OFF", true, null)]
    [TestCase("none", true, "Backup is \"none\"; it takes off, or a section.")]
    public void One_word_switches_it_off(string word, bool isOff, string? problem)
    {
        var (settings, problems) = Read(("Backup", word));

        Assert.That(settings.IsOff, Is.EqualTo(isOff));
        Assert.That(problems.SingleOrDefault(), Is.EqualTo(problem));
    }

    [TestCase("Keep", "0", "Backup:Keep is \"0\", but takes a whole number from 1 to 1000")]
    [TestCase("RedAfterDays", "1", "Backup:RedAfterDays is \"1\", but takes a whole number from 3 to 365")]
    [TestCase("Passphrase", "short", "fewer than 12 characters")]
    [TestCase("Recipient", "age1oops", "Backup:Recipient is \"age1oops\", but takes a public key")]
    [TestCase("Foldr", "x", "Backup:Foldr is no setting, did you mean Folder?")]
    public void A_wrong_value_is_named(string key, string value, string problem) =>
        Assert.That(Read(($"Backup:{key}", value)).Problems.Single(), Does.Contain(problem));

    [Test]
    public void One_way_of_encryption_is_enough() =>
        Assert.That(
            Read(("Backup:Recipient", Key), ("Backup:Passphrase", "a long passphrase")).Problems.Single(),
            Does.Contain("keep one")
        );

    private static (BackupSettings Settings, List<string> Problems) Read(params (string Key, string Value)[] values)
    {
        List<string> problems = [];
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.ToDictionary(pair => pair.Key, pair => (string?)pair.Value))
            .Build();
        return (BackupSection.Read(configuration.GetSection("Backup"), problems, "/srv/letter"), problems);
    }
}
