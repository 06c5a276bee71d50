using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// A newsletter for one test: folders, templates, a database with subscribers, and all services to send with.
/// </summary>
internal sealed class Workplace : IDisposable
{
    private readonly TestDatabase _db;

    private Workplace(TestDatabase db, Ownership ownership, TimeProvider clock)
    {
        _db = db;
        Ownership = ownership;
        Clock = clock;
        CopyFolder(Path.Combine(Corpora.Repository(), "templates"), TemplatesFolder);
        Directory.CreateDirectory(IssuesFolder);
    }

    public TimeProvider Clock { get; }

    public TestFolder Folder { get; } = new();

    public Database Database => _db.Database;

    public Ownership Ownership { get; }

    public DispatchControl Control => new(Database, Clock);

    /// <summary>Where the issues and templates are.</summary>
    public NewsletterFolder Paths => new(Folder.Path);

    public IssuePackageReader Packages => new(Paths, Newsletter);

    public string IssuesFolder => Path.Combine(Folder.Path, "issues");

    public string TemplatesFolder => Path.Combine(Folder.Path, "templates");

    public SignedToken Tokens { get; } = new([new SigningKey("a", [.. Enumerable.Range(1, 32).Select(i => (byte)i)])]);

    /// <summary>Signs nothing unless a test sets keys.</summary>
    public DkimSigner Signer { get; init; } = new([]);

    public NewsletterSettings Newsletter { get; set; } = NewsletterSample.Settings();

    public DeliverySettings Delivery { get; set; } =
        new()
        {
            Connections = 2,
            CommandTimeout = TimeSpan.FromSeconds(20),
            DataTimeout = TimeSpan.FromSeconds(20),
            Retry = new RetrySettings
            {
                FirstDelay = TimeSpan.FromMilliseconds(20),
                MaxDelay = TimeSpan.FromMilliseconds(20),
            },
        };

    /// <summary>Null uses the newsletter's address for all.</summary>
    public ReturnPath? ReturnPath { get; set; }

    public DispatchStore Dispatches => new(Database, Clock);

    public Ledger Ledger => new(Database, Clock);

    /// <param name="subscribers">The number of active subscribers: <c>reader1@example.org</c> and so on.</param>
    public static async Task<Workplace> CreateAsync(int subscribers = 3, TimeProvider? clock = null)
    {
        var db = await TestDatabase.CreateAsync();
        clock ??= TimeProvider.System;
        var workplace = new Workplace(db, await Ownership.TakeAsync(db.Database, clock, CancellationToken.None), clock);
        await using var connection = await workplace.Database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @subscribers)
            INSERT INTO subscribers (email, email_key, first_name, status, created_at, updated_at)
            SELECT 'reader' || i || '@example.org', 'reader' || i || '@example.org', 'Reader ' || i, 'active', 0, 0
                FROM n WHERE @subscribers > 0
            """,
            new { subscribers }
        );
        return workplace;
    }

    /// <summary>Writes an issue and returns its path.</summary>
    public string Issue(
        string name = "2026-11-24-news.md",
        string body = "Hello {{ subscriber.first_name }}, here is the news.",
        string frontMatter = "status: ready"
    ) =>
        Folder.Write(
            $"issues/{name}",
            $"---\ntitle: The news\npreheader: What happened while you slept\n{frontMatter}\n---\n{body}\n"
        );

    public IssuePackage Package(string? file = null)
    {
        var (package, problems) = Packages.Read(file ?? Issue());
        return package ?? throw new InvalidOperationException(string.Join('\n', problems));
    }

    public SmtpRelay Relay(
        int port,
        RelaySecurity security = RelaySecurity.None,
        string? user = null,
        string? password = null
    ) =>
        new(
            new RelaySettings
            {
                Host = "127.0.0.1",
                Port = port,
                Security = security,
                UserName = user,
                Password = password,
            },
            Delivery,
            Clock
        );

    public PickupFolder Pickup() => new(Delivery with { PickupDirectory = Path.Combine(Folder.Path, "outbox") });

    public RelayPool Pool(params IEnumerable<(int Port, int Weight)> relays) =>
        new([.. relays.Select(relay => new WeightedRelay(Relay(relay.Port), relay.Weight))], PauseClock);

    /// <summary>
    /// After a failure of a relay the pauses grow to a minute; tests over real connections wait for less.
    /// </summary>
    private TimeProvider PauseClock => Clock == TimeProvider.System ? new HurriedClock(times: 50) : Clock;

    public IssueDispatcher Dispatcher(ITransport transport) => Dispatcher(RelayPool.Of(transport, PauseClock));

    public IssueDispatcher Dispatcher(RelayPool relays, TimeProvider? clock = null) =>
        Services(relays, clock).BuildServiceProvider().GetRequiredService<IssueDispatcher>();

    /// <summary>
    /// The dispatcher of <c>send</c>, composed by <see cref="App"/> with the relays and keys of the test. Each call is
    /// a new process without the memory of an earlier one.
    /// </summary>
    /// <param name="clock">Null for the workplace's clock.</param>
    public IServiceCollection Services(RelayPool relays, TimeProvider? clock = null)
    {
        var settings = new DispatcherSettings(Newsletter, Delivery, Relays: [], new StorageSettings());
        var services = new ServiceCollection()
            .AddDispatcher(Paths, clock ?? Clock, settings, Database, Ownership)
            .AddSingleton(relays)
            .AddSingleton(Tokens)
            .AddSingleton(Signer);
        return ReturnPath is null ? services : services.AddSingleton(ReturnPath);
    }

    /// <summary>Begins a dispatch for a slot.</summary>
    public async Task<Dispatch> BeginAsync(
        IssueDispatcher dispatcher,
        IssuePackage? package = null,
        DateOnly? slot = null,
        TimeSpan? cutOff = null
    )
    {
        var now = Clock.GetUtcNow();
        var (result, problems) = await dispatcher.BeginAsync(
            package ?? Package(),
            slot ?? new DateOnly(2026, 11, 24),
            now,
            now + (cutOff ?? TimeSpan.FromHours(6)),
            isByHand: false,
            CancellationToken.None
        );
        return result is BeginResult.Begun begun
            ? (await Dispatches.FindAsync(begun.Id, CancellationToken.None))!
            : throw new InvalidOperationException($"{result} {string.Join('\n', problems)}");
    }

    /// <summary>Begins and sends until it is over, as <c>send</c> does.</summary>
    public Task<Dispatch> SendAllAsync(
        ITransport transport,
        IssuePackage? package = null,
        CancellationToken cancellationToken = default
    ) => SendAllAsync(RelayPool.Of(transport, PauseClock), package, cancellationToken);

    /// <inheritdoc cref="SendAllAsync(ITransport, IssuePackage?, CancellationToken)"/>
    public async Task<Dispatch> SendAllAsync(
        RelayPool relays,
        IssuePackage? package = null,
        CancellationToken cancellationToken = default
    )
    {
        var dispatcher = Dispatcher(relays);
        var dispatch = await BeginAsync(dispatcher, package);
        for (
            var tries = 0;
            tries < 50 && !(await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), cancellationToken)).IsOver;
            tries++
        )
        {
            await Task.Delay(30, cancellationToken);
        }

        return (await Dispatches.FindAsync(dispatch.Id, CancellationToken.None))!;
    }

    /// <summary>Deliveries by the word of their state.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountsAsync(Dispatch dispatch) =>
        (await Ledger.CountsAsync(dispatch.Id, CancellationToken.None)).ToDictionary(
            count => count.Key.Word(),
            count => count.Value
        );

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await Database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(sql);
    }

    public void Dispose()
    {
        Ownership.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Signer.Dispose();
        _db.Dispose();
        Folder.Dispose();
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
