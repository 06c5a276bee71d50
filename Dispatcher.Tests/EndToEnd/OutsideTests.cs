using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.EndToEnd;

/// <summary>The real program where no newsletter is, and with a folder that is named.</summary>
[Category("EndToEnd")]
internal sealed class OutsideTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [TestCase("status")]
    [TestCase("run")]
    [TestCase("subscribers list")]
    public async Task A_verb_outside_of_a_newsletter_says_so_and_makes_nothing(string words)
    {
        using var folder = new TestFolder();

        var (status, output, error) = await RunAsync(folder.Path, words.Split(' '));

        Assert.That(status, Is.EqualTo(2));
        Assert.That(output, Is.Empty);
        Assert.That(error.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(1), error);
        Assert.That(
            error,
            Does.Contain("There is no newsletter here").And.Contains("NEWSLETTER_ROOT").And.Contains("--root")
        );
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public async Task A_backup_is_put_back_where_no_newsletter_is()
    {
        using var newsletter = new InstalledNewsletter(port: 25);
        using var fresh = new TestFolder();
        var backup = Path.Combine(newsletter.Folder, "backup.tar.gz");
        await RunAsync(newsletter.Folder, "subscriber", "add", "ana@example.org");
        await RunAsync(newsletter.Folder, "backup", backup);

        var (status, output, error) = await RunAsync(fresh.Path, "restore", backup);

        Assert.That(status, Is.Zero, error);
        Assert.That(output, Does.Contain($"are back in {fresh.Path}"));
        Assert.That(File.Exists(fresh.File("appsettings.json")));
    }

    [Test]
    public async Task A_check_of_settings_that_are_not_there_names_their_file()
    {
        using var folder = new TestFolder();

        var (status, output, error) = await RunAsync(folder.Path, "config", "check");

        Assert.That(status, Is.EqualTo(2));
        Assert.That(output + error, Does.Contain($"There is no {folder.File("appsettings.json")}"));
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public async Task The_bare_program_shows_the_help_and_starts_nothing()
    {
        using var folder = new TestFolder();

        var (status, output, error) = await RunAsync(folder.Path);

        Assert.That(status, Is.EqualTo(2));
        Assert.That(output, Does.Contain("doctor"));
        Assert.That(error, Does.Contain("dispatcher run"));
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public async Task A_verb_works_on_the_folder_that_is_named()
    {
        using var elsewhere = new TestFolder();
        using var newsletter = new InstalledNewsletter(port: 25);

        var (status, _, error) = await RunAsync(elsewhere.Path, "queue", "--root", newsletter.Folder);

        Assert.That(status, Is.Zero, error);
        Assert.That(Directory.EnumerateFileSystemEntries(elsewhere.Path), Is.Empty);
    }

    private static async Task<(int Status, string Output, string Error)> RunAsync(string folder, params string[] words)
    {
        await using var process = DispatcherProcess.Start(folder, words, new Dictionary<string, string?>(), []);
        var status = await process.WaitAsync(Patience);
        return (status, process.Output, process.Error);
    }
}
