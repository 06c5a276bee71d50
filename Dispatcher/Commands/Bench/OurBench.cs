using System.Diagnostics;
using System.Globalization;
using System.Text;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Import;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Commands.Bench;

/// <summary>The program as it sends: its own dispatch, from the freeze to the last commit, in this process.</summary>
internal sealed class OurBench
{
    private const int BatchRows = 5000;
    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(1);

    private readonly BenchPlan _plan;
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly Database _database;
    private readonly IssuePackage _package;

    private OurBench(BenchPlan plan, string folder, TimeProvider clock, Database database, IssuePackage package)
    {
        _plan = plan;
        _folder = folder;
        _clock = clock;
        _database = database;
        _package = package;
    }

    /// <summary>Octets of a message, so that the yardstick sends as many.</summary>
    public long MessageSize { get; private init; }

    /// <summary>Makes a list of readers and an issue of the wanted size.</summary>
    public static async Task<OurBench> PrepareAsync(
        BenchPlan plan,
        string folder,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var database = new Database($"Data Source={Path.Combine(folder, "bench.db")}");
        await Migrator.MigrateAsync(database, cancellationToken);
        await using (
            var list = await SubscriberUpsert.OpenAsync(
                database,
                clock,
                new SigningKey("bench", new byte[32]),
                source: null,
                cancellationToken
            )
        )
        {
            foreach (var batch in Enumerable.Range(1, plan.Recipients).Select(Reader).Chunk(BatchRows))
            {
                cancellationToken.ThrowIfCancellationRequested();
                list.Write(batch);
            }
        }

        var (package, size) = Issue(plan, folder);
        return new OurBench(plan, folder, clock, database, package) { MessageSize = size };
    }

    /// <summary>One dispatch to everybody.</summary>
    public async Task<BenchResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var sink = await PostfixTools.StartSinkAsync(_clock, cancellationToken);
        await using var ownership = await Ownership.TakeAsync(_database, _clock, cancellationToken);
        await using var services = Services(ownership, sink.Port);
        var dispatcher = services.GetRequiredService<IssueDispatcher>();
        var progress = new DispatchProgress();
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var start = _clock.GetTimestamp();

        var now = _clock.GetUtcNow();
        var (begun, problems) = await dispatcher.BeginAsync(
            _package,
            DateOnly.FromDateTime(now.UtcDateTime),
            now,
            now.AddHours(6),
            isByHand: false,
            cancellationToken
        );
        var id = (
            begun as BeginResult.Begun
            ?? throw new IOException($"The bench's issue cannot be sent: {string.Join(" ", problems)}")
        ).Id;
        var frozen = _clock.GetElapsedTime(start);

        var sampling = new BenchSampler(progress, _clock, SampleInterval);
        var dispatch = (await services.GetRequiredService<DispatchStore>().FindAsync(id, cancellationToken))!;
        var sending = SendAsync(dispatcher, dispatch, progress, cancellationToken);
        var curve = await sampling.RunAsync(sending);
        var elapsed = _clock.GetElapsedTime(start) - frozen;
        process.Refresh();
        return new()
        {
            Messages = _plan.Recipients,
            MessageSize = MessageSize,
            Elapsed = elapsed,
            Cpu = process.TotalProcessorTime - cpu,
            Freeze = frozen,
            FirstMessage = frozen + sampling.FirstMessage,
            Curve = curve,
        };
    }

    private static SubscriberEntry Reader(int number) =>
        new()
        {
            Address = EmailAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"reader{number}@example.com")),
            FirstName = string.Create(CultureInfo.InvariantCulture, $"Reader {number}"),
            CreatedAt = DateTimeOffset.UnixEpoch,
        };

    private static async Task SendAsync(
        IssueDispatcher dispatcher,
        Dispatch dispatch,
        DispatchProgress progress,
        CancellationToken cancellationToken
    )
    {
        while (!(await dispatcher.ContinueAsync(dispatch, progress, cancellationToken)).IsOver) { }
    }

    private ServiceProvider Services(Ownership ownership, int port)
    {
        var settings = new DispatcherSettings(
            Newsletter(),
            new DeliverySettings
            {
                Method = DeliveryMethod.Smtp,
                Connections = _plan.Connections,
                MessagesPerConnection = 1_000_000,
            },
            [
                new RelaySettings
                {
                    Host = "127.0.0.1",
                    Port = port,
                    Security = RelaySecurity.None,
                },
            ],
            new StorageSettings
            {
                ConnectionString = _database.ConnectionString,
                KeyFile = Path.Combine(_folder, "bench.keys"),
            }
        )
        {
            Dkim = _plan.Dkim,
        };
        return new ServiceCollection()
            .AddSingleton(_clock)
            .AddSingleton(settings)
            .AddSingleton(settings.Newsletter)
            .AddSingleton(settings.Delivery)
            .AddSingleton(_database)
            .AddSingleton(ownership)
            .AddSingleton(_ => new SignedToken(KeyFile.ReadOrCreate(settings.Storage.KeyFile)))
            .AddDelivery()
            .AddLogging()
            .BuildServiceProvider();
    }

    /// <summary>An issue whose message has about the wanted size, found by trying.</summary>
    private static (IssuePackage Package, long Size) Issue(BenchPlan plan, string folder)
    {
        var file = Path.Combine(folder, "issues", "2026-01-05-bench.md");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var reader = new IssuePackageReader(
            new NewsletterFolder(folder) { Templates = plan.TemplatesFolder },
            Newsletter()
        );
        for (var paragraphs = 1; ; paragraphs++)
        {
            File.WriteAllText(file, Source(paragraphs));
            var (package, problems) = reader.Read(file);
            var size = package is null ? 0 : SizeOf(package);
            if (size == 0)
            {
                throw new IOException($"The bench's issue cannot be sent: {string.Join(" ", problems)}");
            }

            if (size >= plan.Size)
            {
                return (package!, size);
            }
        }
    }

    private static long SizeOf(IssuePackage package)
    {
        var (issue, problems) = CompiledIssue.Compile(package, Newsletter(), new DateOnly(2026, 1, 5));
        var tokens = new SignedToken([new SigningKey("a", new byte[32])]);
        string? problem = null;
        var message = issue is null
            ? null
            : new MessageComposer(issue, Newsletter(), tokens, 1, DateTimeOffset.UnixEpoch).Compose(
                new Recipient(1, "reader12345@example.com", "Reader 12345", null, null, "active", []),
                out problem
            );
        return message?.Size
            ?? throw new IOException($"The bench's issue cannot be sent: {problem ?? string.Join(" ", problems)}");
    }

    private static string Source(int paragraphs)
    {
        var text = new StringBuilder(
            "---\ntitle: How fast a letter leaves\npreheader: A measured morning\nstatus: ready\n---\n"
                + "Good morning, {{ subscriber.first_name | default \"reader\" }}.\n\n"
        );
        for (var i = 1; i <= paragraphs; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"**{i}.** A letter that is the same for everybody but for a name and two links is made once and "
                    + $"addressed many times; what costs time is the handing over, one reader after another, with [a "
                    + $"note](https://example.com/{i}) of each in the book before it goes.\n\n"
            );
        }

        return text.ToString();
    }

    private static NewsletterSettings Newsletter() =>
        new()
        {
            Name = "The Measured Letter",
            FromName = "The Measured Letter",
            From = EmailAddress.Parse("letter@example.com"),
            PostalAddress = ["The Measured Letter", "1 Harbour Street"],
            BaseUrl = "https://letter.example.com",
            TimeZone = TimeZoneInfo.Utc,
            Days = Enum.GetValues<DayOfWeek>().ToHashSet(),
        };
}
