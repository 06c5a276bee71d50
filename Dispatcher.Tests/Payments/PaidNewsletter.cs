using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Tests.Payments;

/// <summary>
/// The whole service on a free port, with a server that stands in for Stripe and a clock that the test moves. It is
/// Monday, 23 November 2026.
/// </summary>
internal sealed class PaidNewsletter : IAsyncDisposable
{
    public const string ApiKey = "canary-api-key-of-forty-characters-00000";

    private readonly TestDatabase _db;
    private readonly TestFolder _folder;
    private readonly Ownership _ownership;
    private readonly IHost _host;

    private PaidNewsletter(
        TestDatabase db,
        TestFolder folder,
        Ownership ownership,
        IHost host,
        StripeServer stripe,
        LeapingClock clock
    )
    {
        (_db, _folder, _ownership, _host, Stripe, Clock) = (db, folder, ownership, host, stripe, clock);
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(new Keeper(Log));
    }

    public LeapingClock Clock { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public StripeServer Stripe { get; }

    public Database Database => _db.Database;

    public IServiceProvider Services => _host.Services;

    public ConcurrentQueue<string> Log { get; } = new();

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public static async Task<PaidNewsletter> StartAsync(bool hasStripe = true, string? apiKey = null)
    {
        var (db, folder, stripe) = (
            await TestDatabase.CreateAsync(),
            new TestFolder(),
            await StripeServer.StartAsync()
        );
        var clock = new LeapingClock(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        folder.CopyTemplates();
        Directory.CreateDirectory(folder.File("issues"));
        var ownership = await Ownership.TakeAsync(db.Database, clock, CancellationToken.None);
        var settings = new DispatcherSettings(
            NewsletterSample.Settings() with
            {
                AnnualPrice = "€60",
            },
            new() { PickupDirectory = folder.File("outbox") },
            [],
            new() { ConnectionString = db.Database.ConnectionString, KeyFile = folder.File("keys") }
        )
        {
            Web = new() { Listen = "http://127.0.0.1:0", ApiKey = apiKey },
            Stripe = hasStripe
                ? new()
                {
                    SecretKey = StripeServer.Key,
                    WebhookSecret = StripeServer.WebhookSecret,
                    Price = StripeServer.Price,
                    ApiBase = stripe.Address,
                }
                : null,
        };
        var host = App.BuildService(new NewsletterFolder(folder.Path), clock, settings, db.Database, ownership);
        var service = new PaidNewsletter(db, folder, ownership, host, stripe, clock);
        await host.StartAsync();
        service.Http.BaseAddress = new(WebServices.Address(host));
        return service;
    }

    /// <summary>Somebody on the list, in their trial for the days that are given.</summary>
    public Task<long> AddAsync(string email = "ana@example.org", string status = "active", int trialDays = 14) =>
        ScalarAsync<long>(
            """
            INSERT INTO subscribers (email, email_key, status, term, term_ends_at, created_at, updated_at)
            VALUES (@email, @email, @status, 'trial', @ends, 0, 0) RETURNING id
            """,
            new
            {
                email,
                status,
                ends = Now.AddDays(trialDays),
            }
        );

    public string Manage(long id) => $"/manage/{Token(id)}";

    public string PayPath(long id) => $"{Manage(id)}/pay";

    /// <summary>A link that works once, as if the reader had asked for it just now.</summary>
    public async Task<string> BillingPathAsync(long id) =>
        "/"
        + await FreshLinksOnFile.AddAsync(
            Database,
            Services.GetRequiredService<SignedToken>(),
            id,
            LinkMatter.Billing,
            Now
        );

    /// <inheritdoc cref="BillingPathAsync"/>
    public async Task<string> ErasePathAsync(long id) =>
        "/"
        + await FreshLinksOnFile.AddAsync(
            Database,
            Services.GetRequiredService<SignedToken>(),
            id,
            LinkMatter.Erase,
            Now
        );

    public string Token(long id) => Services.GetRequiredService<SignedToken>().Sign(TokenPurpose.Manage, id);

    public string UnsubscribeToken(long id) =>
        Services.GetRequiredService<SignedToken>().Sign(TokenPurpose.Unsubscribe, id);

    /// <summary>Posts an event as Stripe does.</summary>
    public async Task<int> TellAsync(string body, DateTimeOffset? signedAt = null, string? signature = null)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        content.Headers.Add("Stripe-Signature", signature ?? StripeServer.Sign(body, signedAt ?? Now));
        using var answer = await Http.PostAsync("/webhooks/stripe", content);
        return (int)answer.StatusCode;
    }

    public async Task<HttpResponseMessage> ExtendAsync(string id, string json, string? key = ApiKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/subscribers/{id}/extend")
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await Http.SendAsync(request);
    }

    /// <summary>Status, term and its end.</summary>
    public async Task<string> StandAsync(long id)
    {
        var (status, term, ends) = await ReadAsync<(string, string?, long?)>(
            "SELECT status, term, term_ends_at FROM subscribers WHERE id = @id",
            new { id }
        );
        DateTimeOffset? until = ends is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
        return string.Create(CultureInfo.InvariantCulture, $"{status} {term} {until:yyyy-MM-dd HH:mm}");
    }

    /// <summary>The rows of the audit, each in one line.</summary>
    public async Task<IReadOnlyList<string>> AuditAsync()
    {
        await using var connection = await Database.OpenAsync(CancellationToken.None);
        return
        [
            .. await connection.QueryAsync<string>(
                "SELECT actor || ' ' || action || ' ' || subject || ' ' || details || ' ' || origin "
                    + "FROM audit ORDER BY id"
            ),
        ];
    }

    /// <summary>What the service does each minute or so.</summary>
    public Task LookAsync() =>
        _host.Services.GetServices<IHostedService>().OfType<DailyService>().Single().LookAsync(CancellationToken.None);

    public async Task<T> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenAsync(CancellationToken.None);
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }

    public async Task<T> ReadAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenAsync(CancellationToken.None);
        return await connection.QuerySingleAsync<T>(sql, parameters);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync();
        _host.Dispose();
        await _ownership.DisposeAsync();
        await Stripe.DisposeAsync();
        _db.Dispose();
        _folder.Dispose();
    }

    private sealed class Keeper(ConcurrentQueue<string> lines) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Line(lines);

        public void Dispose() { }
    }

    private sealed class Line(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => NullLogger.Instance.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
    }
}
