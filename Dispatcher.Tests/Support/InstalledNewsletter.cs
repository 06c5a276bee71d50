using System.Globalization;
using System.Text;
using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>A folder as an operator has it: settings, templates, an issue, and the real program to run in it.</summary>
internal sealed class InstalledNewsletter : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestFolder _folder = new();

    /// <param name="port">The port of the relay on this machine.</param>
    /// <param name="delivery">Further settings of the section <c>Delivery</c>, for example <c>"OnUncertain":
    /// "hold"</c>.</param>
    /// <param name="sections">Further sections, for example <c>"Bounces": { … }</c>.</param>
    public InstalledNewsletter(int port, int connections = 4, string? delivery = null, string? sections = null)
    {
        DatabasePath = Path.Combine(_folder.Path, "dispatcher.db");
        _folder.Write(
            "appsettings.json",
            $$"""
            {
              "Newsletter": {
                "Name": "The Letter", "From": "letter@example.com", "PostalAddress": "The Letter; 1 Harbour Street",
                "BaseUrl": "https://letter.example.com", "TimeZone": "Europe/Berlin"
              },
              "Delivery": { "Method": "smtp", "Connections": {{connections}}{{(
                delivery is null ? "" : $", {delivery}"
            )}} },
              "Relays": [ { "Host": "127.0.0.1", "Port": {{port}}, "Security": "none" } ],
              "Web": { "Listen": "http://127.0.0.1:0" }{{(sections is null ? "" : $",\n  {sections}")}}
            }
            """
        );
        _folder.Write(
            "issues/news.md",
            "---\ntitle: The news\npreheader: What happened\nstatus: ready\n---\n"
                + "Hello {{ subscriber.first_name }}, here is the news.\n"
        );
        foreach (
            var file in Directory.EnumerateFiles(
                Path.Combine(Corpora.Repository(), "templates"),
                "*",
                SearchOption.AllDirectories
            )
        )
        {
            var name = Path.GetRelativePath(Corpora.Repository(), file);
            _folder.Write(name, File.ReadAllText(file));
        }
    }

    public string Folder => _folder.Path;

    /// <summary>
    /// A certificate in a PEM file, the only one that the program trusts; null for those of the system.
    /// </summary>
    public string? TrustedCertificate { get; set; }

    /// <summary>Takes effect at the program's next start.</summary>
    public string DatabasePath { get; set; }

    /// <summary>Imports readers <c>reader1@example.com</c> and so on, with the real import.</summary>
    public async Task ImportAsync(int readers)
    {
        var csv = new StringBuilder("email,first_name\n");
        for (var i = 1; i <= readers; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"reader{i}@example.com,Reader {i}\n");
        }

        _folder.Write("people.csv", csv.ToString());
        var (status, output) = await RunAsync("subscribers", "import", "people.csv");
        Assert.That(status, Is.Zero, output);
    }

    /// <summary>Adds the same readers without starting the program, for tests that need many newsletters.</summary>
    public async Task FillAsync(int readers)
    {
        var database = new Database($"Data Source={DatabasePath};Pooling=False");
        await Migrator.MigrateAsync(database, CancellationToken.None);
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @readers)
            INSERT INTO subscribers (email, email_key, first_name, status, created_at, updated_at)
            SELECT 'reader' || i || '@example.com', 'reader' || i || '@example.com', 'Reader ' || i, 'active', 0, 0
                FROM n
            """,
            new { readers }
        );
    }

    /// <summary>Adds readers of other names to those of <see cref="FillAsync"/>.</summary>
    public async Task FillMoreAsync(int readers)
    {
        await using var connection = await new LedgerFile(DatabasePath).OpenAsync();
        await connection.ExecuteAsync(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @readers)
            INSERT INTO subscribers (email, email_key, first_name, status, created_at, updated_at)
            SELECT 'more' || i || '@example.com', 'more' || i || '@example.com', hex(randomblob(20)), 'active', 0, 0
                FROM n
            """,
            new { readers }
        );
    }

    /// <summary>
    /// Takes over the database and keys of another newsletter, like the disk of a dead machine that is put into another
    /// machine.
    /// </summary>
    public void TakeOver(InstalledNewsletter other)
    {
        foreach (var file in Directory.EnumerateFiles(other.Folder, "dispatcher.*"))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        }

        // On the moved disk it would still be the same file, and not a copy.
        var companion = DatabasePath + ".lock";
        if (File.Exists(companion))
        {
            File.WriteAllLines(
                companion,
                File.ReadAllLines(companion).Where(line => !line.StartsWith("born ", StringComparison.Ordinal))
            );
        }
    }

    /// <summary>Starts the program; the caller ends it.</summary>
    public ChildProcess Start(params string[] words) => StartUnder([], words);

    /// <summary>Starts the program under another one, for example strace; signals then go to that program.</summary>
    public ChildProcess StartUnder(string[] under, params string[] words) =>
        DispatcherProcess.Start(
            _folder.Path,
            words,
            new Dictionary<string, string?>
            {
                ["Storage__ConnectionString"] = $"Data Source={DatabasePath}",
                ["SSL_CERT_FILE"] = TrustedCertificate,
            },
            under
        );

    /// <summary>Runs the program to its end.</summary>
    public async Task<(int Status, string Output)> RunAsync(params string[] words)
    {
        await using var process = Start(words);
        var status = await process.WaitAsync(Patience);
        return (status, process.Output + process.Error);
    }

    /// <summary>Waits until the one dispatch is done.</summary>
    /// <exception cref="TimeoutException">The dispatch is not done within the limit.</exception>
    public Task WaitUntilDoneAsync(TimeSpan limit) => new LedgerFile(DatabasePath).WaitForAsync("done", limit);

    /// <summary>The next start makes a new database; no process may have it open.</summary>
    public void DeleteDatabase()
    {
        foreach (var ending in new[] { "", "-wal", "-shm", ".lock" })
        {
            File.Delete(DatabasePath + ending);
        }
    }

    public void Write(string name, string content) => _folder.Write(name, content);

    public void Dispose() => _folder.Dispose();
}
