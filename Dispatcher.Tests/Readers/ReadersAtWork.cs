using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Readers;
using Newsletter.Dispatcher.Readers.Jobs;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers.Search;
using Newsletter.Dispatcher.Tests.Subscriptions;

namespace Newsletter.Dispatcher.Tests.Readers;

/// <summary>What the desk does with readers, on a database and a clock of a test's own.</summary>
internal sealed class ReadersAtWork : IDisposable
{
    private ReadersAtWork(SubscriptionsAtWork at)
    {
        At = at;
        Query = new(at.Database, at.Clock);
        Uploads = new(at.Database, at.Clock);
        Actions = new(at.Database, at.Pauses, at.Terms, at.Addresses, at.Erasure, at.Tokens, at.Clock);
        Cards = new(at.Database, at.Tokens, at.Clock);
        Story = new(at.Database);
        Book = new(at.Database, at.Clock);
    }

    public SubscriptionsAtWork At { get; }
    public ReaderQuery Query { get; }
    public ReaderUploads Uploads { get; }
    public ReaderActions Actions { get; }
    public ReaderCards Cards { get; }
    public ReaderStory Story { get; }
    public AuditBook Book { get; }

    /// <summary>New each time, as after a restart.</summary>
    public ReaderJobs Jobs =>
        new(
            At.Database,
            Query,
            new ReaderChanges(At.Pauses, At.Terms, At.Tokens, At.Clock),
            Uploads,
            At.Newsletter,
            At.Tokens,
            At.Clock
        );

    public static async Task<ReadersAtWork> CreateAsync(string? price = null) =>
        new(await SubscriptionsAtWork.CreateAsync(price));

    /// <summary>Notes in the audit who did something.</summary>
    public Alongside Noting(string action, long id, string? reason = null) =>
        (connection, transaction) =>
            Book.RecordAsync(
                connection,
                transaction,
                new("account:7", action, ReaderStory.Subject(id), Details: null, reason, "192.0.2.0/24")
            );

    public static Task Nothing(SqliteConnection connection, SqliteTransaction transaction) => Task.CompletedTask;

    public async Task FinishAsync()
    {
        while (await Jobs.StepAsync(CancellationToken.None)) { }
    }

    public async Task<ReaderJob> DoAsync(NewReaderJob job)
    {
        var id = await Jobs.AddAsync(job, Nothing, CancellationToken.None);
        await FinishAsync();
        return await JobAsync(id);
    }

    public async Task<ReaderJob> JobAsync(long id) =>
        (await ReaderJobTable.FindAsync(At.Database, id, CancellationToken.None))!;

    /// <summary>Adds readers whose addresses begin with a text.</summary>
    public Task AddManyAsync(int number, string begin = "many", string status = "active") =>
        At.ExecuteAsync(
            $"""
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})
            INSERT INTO subscribers (email, email_key, status, created_at, updated_at)
            SELECT '{begin}' || i || '@example.net', '{begin}' || i || '@example.net', '{status}', 0, 0 FROM n
            """
        );

    public Task IndexAsync() => new ReaderSearchIndex(At.Database).CatchUpAsync(CancellationToken.None);

    public void Dispose()
    {
        var uploads = Path.Combine(Path.GetDirectoryName(At.Database.Path)!, "uploads");
        if (Directory.Exists(uploads))
        {
            Directory.Delete(uploads, recursive: true);
        }

        At.Dispose();
    }
}
