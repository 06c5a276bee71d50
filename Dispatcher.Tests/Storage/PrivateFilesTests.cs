using System.Runtime.Versioning;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Storage;

[TestFixture, Integration, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
internal sealed class PrivateFilesTests
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    private TestFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TestFolder();

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public async Task Whatever_a_newsletter_makes_is_for_its_user_alone()
    {
        _folder.CopyTemplates();
        _folder.Write("appsettings.json", File.ReadAllText(Path.Combine(Corpora.Repository(), "appsettings.json")));
        _folder.Write("issues/news.md", "---\ntitle: The news\nstatus: ready\n---\nHere is the news.\n");
        _folder.Write("list.csv", "email\nana@example.org\n");
        var before = Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).ToHashSet();
        string[][] commands =
        [
            ["demo"],
            ["subscribers", "import", "list.csv"],
            ["subscribers", "export", "people.csv"],
            ["mail", "preview", "welcome"],
            ["issue", "preview", "issues/news.md"],
        ];
        foreach (var words in commands)
        {
            await using var process = DispatcherProcess.Start(_folder.Path, words);
            Assert.That(await process.WaitAsync(TimeSpan.FromSeconds(120)), Is.Zero, process.Output + process.Error);
        }

        var made = Directory
            .EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories)
            .Except(before)
            .ToList();
        Assert.That(made.Select(Path.GetExtension), Does.Contain(".eml").And.Contain(".db").And.Contain(".csv"));
        Assert.That(made.Where(path => (File.GetUnixFileMode(path) & Others) != UnixFileMode.None), Is.Empty);
    }

    [Test]
    public async Task The_log_of_a_database_is_as_private_as_the_database()
    {
        var database = new Database($"Data Source={_folder.File("a.db")}");
        await Migrator.MigrateAsync(database, CancellationToken.None);
        await using var ownership = await Ownership.TakeAsync(database, TimeProvider.System, CancellationToken.None);
        await using var connection = await database.OpenAsync(CancellationToken.None);

        var files = Directory.GetFiles(_folder.Path);
        Assert.That(
            files.Select(Path.GetFileName),
            Is.SupersetOf(new[] { "a.db", "a.db-wal", "a.db-shm", "a.db.lock" })
        );
        Assert.That(files.Where(path => (File.GetUnixFileMode(path) & Others) != UnixFileMode.None), Is.Empty);
    }

    [Test]
    public void Doctor_warns_of_a_file_that_everybody_can_read()
    {
        File.SetUnixFileMode(_folder.Path, PrivateFiles.FolderMode | UnixFileMode.OtherExecute);
        var (path, key) = (_folder.Write("a.db", ""), _folder.Write("a.keys", ""));
        var settings = new DispatcherSettings(
            NewsletterSample.Settings(),
            new DeliverySettings { PickupDirectory = _folder.File("outbox") },
            Relays: [],
            new StorageSettings { KeyFile = key }
        );
        var database = new Database($"Data Source={path}");
        File.SetUnixFileMode(key, PrivateFiles.FileMode);
        File.SetUnixFileMode(path, PrivateFiles.FileMode);
        Assert.That(FileModeCheck.Run(database, settings), Is.Empty);

        File.SetUnixFileMode(path, PrivateFiles.FileMode | UnixFileMode.OtherRead);
        var check = FileModeCheck.Run(database, settings).Single();
        Assert.That(check.State, Is.EqualTo(CheckState.Yellow));
        Assert.That(
            (check.Says, check.Do),
            Is.EqualTo(($"Every user of this machine can read {path}.", $"chmod go= '{path}'"))
        );

        File.SetUnixFileMode(_folder.Path, PrivateFiles.FolderMode);
        Assert.That(FileModeCheck.Run(database, settings), Is.Empty, "nobody else comes into the folder");
    }
}
