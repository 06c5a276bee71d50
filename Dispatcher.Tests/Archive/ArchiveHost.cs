using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Tests.Archive;

/// <summary>The whole service on a port of its own, on a Saturday, when nothing is due by itself.</summary>
internal sealed class ArchiveHost : IAsyncDisposable
{
    /// <summary>A picture of one pixel.</summary>
    public static readonly byte[] Pixel = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    );

    private readonly Workplace _workplace;
    private readonly IHost _host;
    private HttpClient? _client;

    private ArchiveHost(Workplace workplace, IHost host, LeapingClock clock, NewsletterSettings newsletter) =>
        (_workplace, _host, Clock, Newsletter) = (workplace, host, clock, newsletter);

    public Workplace Workplace => _workplace;

    public LeapingClock Clock { get; }

    public NewsletterSettings Newsletter { get; }

    public SignedToken Tokens => _host.Services.GetRequiredService<SignedToken>();

    public static async Task<ArchiveHost> StartAsync(
        ArchiveAccess access = ArchiveAccess.Full,
        string? price = null,
        FeedText feed = FeedText.Full,
        Func<NewsletterSettings, NewsletterSettings>? change = null
    )
    {
        var host = await BuildAsync(access, price, feed, change);
        await host.StartAsync();
        return host;
    }

    /// <summary>The service before its start: nothing happens by itself, and nobody answers.</summary>
    public static async Task<ArchiveHost> BuildAsync(
        ArchiveAccess access = ArchiveAccess.Full,
        string? price = null,
        FeedText feed = FeedText.Full,
        Func<NewsletterSettings, NewsletterSettings>? change = null
    )
    {
        var clock = new LeapingClock(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
        var workplace = await Workplace.CreateAsync(subscribers: 3, clock);
        var newsletter = NewsletterSample.Settings() with { AnnualPrice = price };
        newsletter = change is null ? newsletter : change(newsletter);
        var folder = workplace.Folder;
        var settings = new DispatcherSettings(
            newsletter,
            workplace.Delivery with
            {
                PickupDirectory = folder.File("outbox"),
            },
            [],
            new StorageSettings
            {
                ConnectionString = workplace.Database.ConnectionString,
                KeyFile = folder.File("dispatcher.keys"),
            }
        )
        {
            Web = new WebSettings
            {
                Listen = "http://127.0.0.1:0",
                Archive = access,
                Feed = feed,
            },
        };
        var host = App.BuildService(
            new NewsletterFolder(folder.Path),
            clock,
            settings,
            workplace.Database,
            workplace.Ownership
        );
        return new(workplace, host, clock, newsletter);
    }

    public async Task StartAsync()
    {
        await _host.StartAsync();
        _client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(WebServices.Address(_host)),
        };
    }

    /// <summary>Begins the dispatch of an issue, as far as the archive sees it.</summary>
    public async Task<long> PublishAsync(
        string slug,
        string body = "Hello {{ subscriber.first_name | default \"there\" }}, here is the news.",
        string title = "The news",
        string date = "2026-11-27",
        DispatchState state = DispatchState.Done,
        string author = "Ann Author",
        string preheader = "One line of it",
        bool index = true
    )
    {
        var slot = DateOnly.ParseExact(date, "yyyy-MM-dd");
        var result = await _workplace.Dispatches.BeginAsync(
            new NewDispatch(
                slot,
                Clock.GetUtcNow(),
                Clock.GetUtcNow().AddDays(30),
                slug,
                title,
                "all",
                Package(slug, body, title, author, preheader).Freeze()
            ),
            isByHand: false,
            CancellationToken.None
        );
        var id = ((BeginResult.Begun)result).Id;
        await _workplace.ExecuteAsync($"UPDATE dispatches SET state = '{state.Word()}' WHERE id = {id}");
        if (index)
        {
            await IndexAsync();
        }

        return id;
    }

    /// <summary>What the service does every 15 seconds: see <c>ArchiveIndexService</c>.</summary>
    public Task<int> IndexAsync() =>
        _host.Services.GetRequiredService<ArchiveIndex>().CatchUpAsync(CancellationToken.None);

    public IssuePackage Package(
        string slug,
        string body,
        string title = "The news",
        string author = "Ann Author",
        string preheader = "One line of it"
    )
    {
        Directory.CreateDirectory(Path.Combine(_workplace.IssuesFolder, "pictures"));
        File.WriteAllBytes(Path.Combine(_workplace.IssuesFolder, "pictures", "pixel one.png"), Pixel);
        return _workplace.Package(
            _workplace.Folder.Write(
                $"issues/{slug}.md",
                $"---\ntitle: {Quoted(title)}\npreheader: {Quoted(preheader)}\nauthor: {Quoted(author)}\n"
                    + $"status: ready\n---\n{body}\n"
            )
        );
    }

    public Task<HttpResponseMessage> SendAsync(
        string path,
        HttpMethod? method = null,
        string? cookie = null,
        (string Name, string Value)? header = null
    )
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", $"reader={cookie}");
        }

        if (header is { } more)
        {
            request.Headers.TryAddWithoutValidation(more.Name, more.Value);
        }

        return _client!.SendAsync(request);
    }

    /// <summary>The text behind an address that must be there.</summary>
    public async Task<string> GetAsync(string path, string? cookie = null)
    {
        using var answer = await SendAsync(path, cookie: cookie);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), $"{path}\n{text}");
        return text;
    }

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await SendAsync(path);
        return answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _host.StopAsync();
        _host.Dispose();
        _workplace.Dispose();
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
