using System.Security.Cryptography;
using Dapper;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Commands;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Backups;

/// <summary>A backup, and what a restore says to one that somebody damaged, with the real commands.</summary>
[TestFixture, Integration]
internal sealed class BackupTests
{
    private CommandRun _run = null!;

    [SetUp]
    public async Task Make()
    {
        _run = new CommandRun();
        _run.CopyTemplates();
        _run.Write("issues/news.md", "---\ntitle: News\nstatus: ready\n---\nHello.\n");
        _run.Write("issues/river/map.bin", Convert.ToBase64String(RandomNumberGenerator.GetBytes(150_000)));
        _run.Write("issues/empty.txt", "");
        _run.Write("words.json", "{}");
        _run.Write("dispatcher.keys", $"a {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n");
        _run.Write("dispatcher.keys.desk/key-1.xml", "<key/>");
        for (var i = 0; i < 3; i++)
        {
            await _run.RunAsync("subscriber", "add", $"reader{i}@example.org");
        }
    }

    [TearDown]
    public void Clean() => _run.Dispose();

    [Test]
    public async Task All_files_come_back_as_they_were()
    {
        var before = Files(_run.File(""));

        var made = await BackUpAsync();
        var restored = await _run.RunAsync("restore", "backup.tar.gz", "--to", _run.File("new/place"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(made.Status, Is.Zero, made.Error);
            Assert.That(made.Output, Does.Contain("read back and whole").And.Contain("It is not encrypted"));
            Assert.That(restored.Status, Is.Zero, restored.Error);
            Assert.That(WithoutDatabase(Files(_run.File("new/place"))), Is.EqualTo(WithoutDatabase(before)));
            Assert.That(await EmailsAsync("new/place/dispatcher.db"), Is.EqualTo(await EmailsAsync("dispatcher.db")));
            Assert.That(Directory.GetFiles(_run.File(""), "*.partial"), Is.Empty);
        }
    }

    [Test, Platform(Exclude = "Win"), System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Only_the_owner_can_read_backup_and_restored_files()
    {
        await BackUpAsync();
        await _run.RunAsync("restore", "backup.tar.gz", "--to", _run.File("new"));

        Assert.That(
            new[] { "backup.tar.gz", "new/dispatcher.db", "new/dispatcher.keys", "new/issues/news.md" }.Select(name =>
                File.GetUnixFileMode(_run.File(name))
            ),
            Has.All.EqualTo(PrivateFiles.FileMode)
        );
    }

    [Test]
    public async Task What_was_changed_is_never_put_back()
    {
        var before = Files(_run.File(""));
        await BackUpAsync();
        var whole = await File.ReadAllBytesAsync(_run.File("backup.tar.gz"));
        var places = Enumerable.Range(0, 60).Select(i => (int)(10 + ((long)i * (whole.Length - 11) / 59)));
        var harmless = 0;
        foreach (var at in places)
        {
            var changed = (byte[])whole.Clone();
            changed[at] ^= 0x10;

            if (!await IsRefusedAsync(changed, $"octet {at}"))
            {
                // The octet was of a time or a mode, which a restore does not take from the backup.
                Assert.That(
                    WithoutDatabase(Files(_run.File("new"))),
                    Is.EqualTo(WithoutDatabase(before)),
                    $"octet {at}"
                );
                harmless++;
            }

            Directory.Delete(_run.File("new"), recursive: true);
        }

        Assert.That(harmless, Is.LessThan(6));
    }

    [Test]
    public async Task A_backup_that_ends_in_the_middle_is_refused_and_nothing_is_put_back()
    {
        await BackUpAsync();
        var whole = await File.ReadAllBytesAsync(_run.File("backup.tar.gz"));
        int[] lengths = [0, 1, 5, 100, whole.Length / 4, whole.Length / 2, whole.Length - 200];
        foreach (var length in lengths)
        {
            Assert.That(await IsRefusedAsync(whole[..length], $"{length} octets"), $"{length} octets");
        }
    }

    [TestCase("a letter, and no backup")]
    [TestCase("age-encryption.org/v1\nnonsense")]
    public async Task A_file_of_somebody_else_is_refused(string text)
    {
        _run.Write("foreign", text);

        var answer = await _run.RunAsync("restore", "foreign", "--to", _run.File("new"));

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(answer.Error, Does.Contain("is no backup of the dispatcher").Or.Contain("its header is damaged"));
    }

    [Test]
    public async Task A_damaged_database_is_not_backed_up_and_the_older_backup_stays()
    {
        await BackUpAsync();
        var before = await File.ReadAllBytesAsync(_run.File("backup.tar.gz"));
        await using (var file = File.OpenWrite(_run.File("dispatcher.db")))
        {
            file.Position = 4096 * 3;
            file.Write(RandomNumberGenerator.GetBytes(4096 * 40));
        }

        var answer = await BackUpAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(1));
            Assert.That(answer.Error, Does.Contain("dispatcher.db").And.Contain("damaged"));
            Assert.That(answer.Error.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
            Assert.That(await File.ReadAllBytesAsync(_run.File("backup.tar.gz")), Is.EqualTo(before));
            Assert.That(Directory.GetFiles(_run.File(""), "*.partial"), Is.Empty);
        }
    }

    [Test]
    public async Task A_backup_with_a_passphrase_needs_it_and_the_settings_can_have_it()
    {
        _run.Write("phrase", "a passphrase of many words\n");
        _run.Write("other", "another passphrase of words\n");

        await _run.RunAsync("backup", "b.age", "--passphrase-file", _run.File("phrase"));
        var without = await _run.RunAsync("restore", "b.age", "--to", _run.File("new"));
        var wrong = await _run.RunAsync("restore", "b.age", "--to", _run.File("new"), "--passphrase-file", "other");
        var right = await _run.RunAsync("restore", "b.age", "--to", _run.File("new"), "--passphrase-file", "phrase");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((without.Status, wrong.Status), Is.EqualTo((1, 1)));
            Assert.That(without.Error, Does.Contain("is encrypted").And.Contain("--passphrase-file"));
            Assert.That(wrong.Error, Does.Contain("does not open it"));
            Assert.That(right.Status, Is.Zero, right.Error);
        }
    }

    [Test]
    public async Task A_backup_while_the_service_runs_is_made_and_one_over_it_is_refused()
    {
        await using var ownership = await Ownership.TakeAsync(
            await _run.DatabaseAsync(),
            _run.Clock,
            CancellationToken.None
        );

        var made = await BackUpAsync();
        File.Delete(_run.File("dispatcher.db-wal"));
        File.Move(_run.File("dispatcher.db"), _run.File("moved.db"));
        var restored = await _run.RunAsync("restore", "backup.tar.gz", "--data-only");
        File.Move(_run.File("moved.db"), _run.File("dispatcher.db"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(made.Status, Is.Zero, made.Error);
            Assert.That(restored.Status, Is.EqualTo(1));
            Assert.That(restored.Error, Does.Contain("the dispatcher runs on this database; stop it first"));
        }
    }

    [Test]
    public async Task A_file_outside_the_folder_is_named_and_not_in_it()
    {
        using var elsewhere = new TestFolder();
        var secret = elsewhere.Write("hook", "https://hooks.example.com/abc");
        TestFolder.Close(secret);
        var settings = await File.ReadAllTextAsync(_run.File("appsettings.json"));
        _run.Write(
            "appsettings.json",
            settings.Replace(
                "\"Web\":",
                $"\"Alerts\": {{ \"WebhookFile\": \"{secret}\" }}, \"Web\":",
                StringComparison.Ordinal
            )
        );

        var made = await BackUpAsync();
        var restored = await _run.RunAsync("restore", "backup.tar.gz", "--to", _run.File("new"));

        Assert.That(made.Output, Does.Contain($"outside the newsletter's folder: {secret}"), made.Error);
        Assert.That(restored.Output, Does.Contain($"put it in its place yourself: {secret}"), restored.Error);
    }

    private Task<CommandAnswer> BackUpAsync() => _run.RunAsync("backup", "backup.tar.gz");

    /// <returns>False when it was put back.</returns>
    private async Task<bool> IsRefusedAsync(byte[] backup, string about)
    {
        await File.WriteAllBytesAsync(_run.File("changed.tar.gz"), backup);

        var answer = await _run.RunAsync("restore", "changed.tar.gz", "--to", _run.File("new"));

        if (answer.Status == 0)
        {
            return false;
        }

        Assert.That(answer.Error.TrimEnd().Split('\n'), Has.Length.EqualTo(1), about);
        Assert.That(answer.Error, Does.Contain("changed.tar.gz: "), about);
        Assert.That(Files(_run.File("new")), Is.Empty, about);
        return true;
    }

    /// <summary>Its first page says that it was copied.</summary>
    private static IEnumerable<string> WithoutDatabase(IEnumerable<string> files) =>
        files.Where(file => !file.StartsWith("dispatcher.db", StringComparison.Ordinal));

    /// <summary>Names and hashes; without what is no part of a newsletter.</summary>
    private static List<string> Files(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(path => (Name: Path.GetRelativePath(folder, path), Path: path))
                .Where(file =>
                    file.Name is not "backup.tar.gz" && !file.Name.EndsWith(".lock", StringComparison.Ordinal)
                )
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => $"{file.Name} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.Path)))}"),
        ];

    private async Task<IReadOnlyList<string>> EmailsAsync(string database)
    {
        await using var connection = await new Database($"Data Source={_run.File(database)};Pooling=False").OpenAsync(
            CancellationToken.None
        );
        return [.. await connection.QueryAsync<string>("SELECT email FROM subscribers ORDER BY id")];
    }
}
