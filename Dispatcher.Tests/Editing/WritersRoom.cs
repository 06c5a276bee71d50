using System.Text;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Editing;

/// <summary>A folder with issues, a database, and what saves issues, for one test.</summary>
internal sealed class WritersRoom : IDisposable
{
    public static readonly Writer Ana = new(
        "1",
        "Ana Ruiz",
        "ana@example.com",
        MayRelease: true,
        "account:1",
        "192.0.2.0/24"
    );
    public static readonly Writer Tom = Ana with
    {
        Account = "2",
        Name = "Tom Berg",
        Email = "tom@example.com",
        MayRelease = false,
        Actor = "account:2",
    };

    private readonly TestDatabase _db;

    private WritersRoom(TestDatabase db, bool commits)
    {
        _db = db;
        Directory.CreateDirectory(Paths.Issues);
        Files = new(Paths);
        Saves = new(
            Files,
            Database,
            new GitCommits(Paths, NewsletterSample.Settings(), commits, TimeProvider.System),
            new AuditBook(Database, Clock),
            Clock
        );
        Versions = new(Database);
        Drafts = new(Database);
    }

    public TestFolder Folder { get; } = new();

    public NewsletterFolder Paths => new(Folder.Path);

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public Database Database => _db.Database;

    public IssueFiles Files { get; }

    public IssueSaves Saves { get; }

    public IssueVersionTable Versions { get; }

    public IssueDraftTable Drafts { get; }

    public static async Task<WritersRoom> OpenAsync(bool commits = false) =>
        new(await TestDatabase.CreateAsync(), commits);

    /// <summary>Writes a file as a text editor would, and returns its hash.</summary>
    public string Write(string slug, string text)
    {
        Folder.Write($"issues/{slug}.md", text);
        return WrittenFile.HashOf(Encoding.UTF8.GetBytes(text));
    }

    public string Read(string slug) => File.ReadAllText(Folder.File($"issues/{slug}.md"));

    public Task<SaveResult> SaveAsync(string slug, string text, string seen, Writer? writer = null) =>
        Saves.SaveAsync(
            slug,
            Encoding.UTF8.GetBytes(text),
            seen,
            writer ?? Ana,
            VersionKind.Saved,
            CancellationToken.None
        );

    /// <summary>The versions of an issue, oldest first, for example <c>saved Ana Ruiz</c>.</summary>
    public async Task<IReadOnlyList<string>> HistoryAsync(string slug) =>
        [
            .. (await Versions.ListAsync(slug, before: null, limit: 1000, CancellationToken.None))
                .Reverse()
                .Select(version => $"{VersionKinds.Words.Of(version.Kind)} {version.Actor}"),
        ];

    public void Dispose()
    {
        Saves.Dispose();
        _db.Dispose();
        Folder.Dispose();
    }
}
