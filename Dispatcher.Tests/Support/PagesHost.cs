using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// The whole service with its pages on a free port, as <c>run</c> starts it. Its clock begins on Monday, 23 November
/// 2026, 09:00 in Berlin.
/// </summary>
internal sealed class PagesHost : IAsyncDisposable
{
    private readonly TestDatabase _db;
    private readonly TestFolder _folder;
    private readonly Ownership _ownership;
    private readonly IHost _host;

    private PagesHost(
        TestDatabase db,
        TestFolder folder,
        Ownership ownership,
        IHost host,
        NewsletterSettings newsletter
    )
    {
        (_db, _folder, _ownership, _host, Newsletter) = (db, folder, ownership, host, newsletter);
        Address = new Uri(WebServices.Address(host));
        Http = Client();
    }

    public FakeTimeProvider Clock => (FakeTimeProvider)_host.Services.GetRequiredService<TimeProvider>();

    public NewsletterSettings Newsletter { get; }

    public Uri Address { get; }

    /// <summary>Keeps no cookies and follows no redirects.</summary>
    public HttpClient Http { get; }

    public Database Database => _db.Database;

    public IServiceProvider Services => _host.Services;

    public SignedToken Tokens => Services.GetRequiredService<SignedToken>();

    /// <summary>The folder of the mails.</summary>
    public string Outbox => Path.Combine(_folder.Path, "outbox");

    /// <param name="clock">A clock; null for one that the test moves.</param>
    public static async Task<PagesHost> StartAsync(
        NewsletterSettings? newsletter = null,
        WebSettings? web = null,
        TimeProvider? clock = null,
        Func<DispatcherSettings, DispatcherSettings>? change = null
    )
    {
        clock ??= new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        newsletter ??= NewsletterSample.Settings();
        var (db, folder) = (await TestDatabase.CreateAsync(), new TestFolder());
        folder.CopyTemplates();
        Directory.CreateDirectory(folder.File("issues"));
        var settings = new DispatcherSettings(
            newsletter,
            new DeliverySettings { PickupDirectory = folder.File("outbox") },
            Relays: [],
            new StorageSettings { ConnectionString = db.Database.ConnectionString, KeyFile = folder.File("test.keys") }
        )
        {
            Web = (web ?? new WebSettings()) with { Listen = "http://127.0.0.1:0" },
        };
        var ownership = await Ownership.TakeAsync(db.Database, clock, CancellationToken.None);
        var host = App.BuildService(
            new NewsletterFolder(folder.Path),
            clock,
            change?.Invoke(settings) ?? settings,
            db.Database,
            ownership
        );
        await host.StartAsync();
        return new(db, folder, ownership, host, newsletter);
    }

    /// <summary>Every proxy on this machine is trusted, so that a test can use any client address.</summary>
    public static WebSettings BehindProxy() => new() { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] };

    /// <summary>Puts somebody on the list as an import would.</summary>
    /// <returns>Their id.</returns>
    public Task<long> AddAsync(string email, SubscriberStatus status = SubscriberStatus.Active) =>
        ScalarAsync<long>(
            """
            INSERT INTO subscribers (email, email_key, first_name, status, created_at, updated_at)
            VALUES (@email, @email, 'Ana', @status, 0, 0) RETURNING id
            """,
            new { email, status = status.Word() }
        );

    /// <param name="epoch">Of the person's links; a test that renews them counts for itself.</param>
    public string Unsubscribe(long id, long epoch = 0) =>
        $"unsubscribe/{Tokens.Sign(TokenPurpose.Unsubscribe, id, epoch)}";

    /// <inheritdoc cref="Unsubscribe"/>
    public string Manage(long id, long epoch = 0) => $"manage/{Tokens.Sign(TokenPurpose.Manage, id, epoch)}";

    /// <summary>The address of a link that works once, as if somebody had asked for it just now.</summary>
    public Task<string> FreshAsync(long id, string matter) =>
        FreshLinksOnFile.AddAsync(Database, Tokens, id, matter, Clock.GetUtcNow());

    /// <summary>The address in the confirm mail that was queued last; waits until the sign-up was processed.</summary>
    public async Task<string> ConfirmAsync()
    {
        await WaitForAsync("SELECT count(*) FROM confirmations WHERE used_at IS NULL", atLeast: 1);
        var (id, expiresAt) = await RowAsync<(long, long)>(
            "SELECT id, expires_at FROM confirmations ORDER BY id DESC LIMIT 1"
        );
        return $"confirm/{Tokens.Sign(TokenPurpose.Confirm, id, DateTimeOffset.FromUnixTimeMilliseconds(expiresAt))}";
    }

    public async Task<SubscriberStatus?> StatusAsync(long id) =>
        SubscriberStatuses.Words.Find(
            await ScalarAsync<string?>("SELECT status FROM subscribers WHERE id = @id", new { id })
        );

    public async Task<T?> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<T>(sql, parameters);
    }

    public async Task<T> RowAsync<T>(string sql)
    {
        await using var connection = await Database.OpenAsync(CancellationToken.None);
        return await connection.QuerySingleAsync<T>(sql);
    }

    /// <summary>Waits until background work after an answer is done.</summary>
    public async Task WaitForAsync(string countSql, long atLeast)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await ScalarAsync<long>(countSql) < atLeast)
        {
            Assert.That(late.IsCancellationRequested, Is.False, countSql);
            Clock.Advance(TimeSpan.FromMilliseconds(300));
            await Task.Delay(10);
        }
    }

    /// <summary>Freezes the first sample issue for its readers, by hand; nothing is sent yet.</summary>
    public async Task BeginSampleIssueAsync()
    {
        var (package, problems) = new IssuePackageReader(
            new NewsletterFolder(Corpora.Repository()),
            NewsletterSample.Settings()
        ).Read("issues/01-the-river-that-moved.md");
        Assert.That(package, Is.Not.Null, string.Join('\n', problems));
        var now = Clock.GetUtcNow();
        var (begun, more) = await Services
            .GetRequiredService<IssueDispatcher>()
            .BeginAsync(
                package!,
                new DateOnly(2026, 11, 20),
                now,
                now + TimeSpan.FromHours(6),
                isByHand: true,
                CancellationToken.None
            );
        Assert.That(begun, Is.InstanceOf<BeginResult.Begun>(), string.Join('\n', more));
    }

    /// <summary>Signs up as a browser does: opens the form, waits a moment, and sends it.</summary>
    public async Task<HttpResponseMessage> SignUpAsync(
        string email,
        string? from = null,
        string? timeZone = null,
        string website = ""
    )
    {
        var stamp = Services.GetRequiredService<SignUpStamp>().New();
        Clock.Advance(TimeSpan.FromSeconds(3));
        return await PostAsync(
            "subscribe",
            from,
            ("email", email),
            ("shown", stamp),
            ("website", website),
            ("time_zone", timeZone ?? "")
        );
    }

    public Task<HttpResponseMessage> PostAsync(string path, params ReadOnlySpan<(string Name, string Value)> form) =>
        PostAsync(path, from: null, form);

    /// <param name="from">The client address that a proxy reports for the request.</param>
    public Task<HttpResponseMessage> PostAsync(
        string path,
        string? from,
        params ReadOnlySpan<(string Name, string Value)> form
    )
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in form)
        {
            fields.Add(new(name, value));
        }

        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        if (from is not null)
        {
            request.Headers.Add("X-Forwarded-For", from);
        }

        return Http.SendAsync(request);
    }

    public HttpClient Client() =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,

                // Sooner than the server, which closes an idle connection after 10 seconds: a request that meets the
                // close would fail.
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(3),
            }
        )
        {
            BaseAddress = Address,
        };

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync();
        _host.Dispose();
        await _ownership.DisposeAsync();
        _db.Dispose();
        _folder.Dispose();
    }
}
