using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Newsletter.Dispatcher.Tests.Bounces.Providers;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>No request makes the program fail, and no stranger writes into its log.</summary>
[TestFixture, Integration]
internal sealed partial class FuzzedRequestTests
{
    private const string ApiKey = "0123456789abcdef0123456789abcdef";
    private const int Clients = 8;

    private PagesHost _pages = null!;
    private KeptLines _log = null!;

    [SetUp]
    public async Task StartAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var sendgrid = key.ExportSubjectPublicKeyInfo();
        _pages = await PagesHost.StartAsync(
            NewsletterSample.Settings() with
            {
                AnnualPrice = "€60",
            },
            PagesHost.BehindProxy() with
            {
                ApiKey = ApiKey,
                Metrics = true,
                Archive = Dispatcher.Settings.ArchiveAccess.Teaser,
            },
            change: settings =>
                settings with
                {
                    Stripe = new()
                    {
                        SecretKey = "sk",
                        WebhookSecret = "whsec",
                        Price = "price",
                        ApiBase = "http://127.0.0.1:9",
                    },
                    Bounces = settings.Bounces with
                    {
                        Providers = new()
                        {
                            SesTopicArn = ProviderSamples.Topic,
                            Postmark = new("letter", "secret"),
                            MailgunSigningKey = ProviderSamples.MailgunKey,
                            SendgridPublicKey = sendgrid,
                        },
                    },
                }
        );
        _log = new KeptLines(_pages.Clock);
        _pages.Services.GetRequiredService<ILoggerFactory>().AddProvider(_log);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _pages.DisposeAsync();
        _log.Dispose();
    }

    [TestCase("subscribe", "[=1")]
    [TestCase("subscribe", "email=ana%40example.org&a[=1")]
    [TestCase("manage", "[=1")]
    [TestCase("manage", "matter=name&a[0][=x")]
    [TestCase("unsubscribe", "List-Unsubscribe=One-Click&[=1")]
    [TestCase("erase", "[=1")]
    [TestCase("confirm", "[=1")]
    public async Task A_bracket_in_the_name_of_a_field_is_a_name_like_any_other(string page, string form)
    {
        var id = await _pages.AddAsync("ana@example.org");
        var path = page switch
        {
            "manage" => _pages.Manage(id),
            "erase" => _pages.Manage(id) + "/erase",
            "unsubscribe" => _pages.Unsubscribe(id),
            "confirm" => "confirm/1.a.c.1.2.x",
            _ => page,
        };
        using var body = new StringContent(form, Encoding.ASCII, "application/x-www-form-urlencoded");
        using var answer = await _pages.Http.PostAsync(path, body);

        Assert.That((int)answer.StatusCode, Is.LessThan(500));
        Assert.That(_log.Lines, Is.Empty);
    }

    [Test]
    public Task No_request_fails_and_no_stranger_writes_into_the_log() => FuzzAllAsync(4_000);

    [Test, Explicit("minutes"), Category("Long")]
    public Task No_request_of_a_hundred_thousand_fails() => FuzzAllAsync(100_000);

    private async Task FuzzAllAsync(int count)
    {
        var (routes, seed) = (await RoutesAsync(), Environment.TickCount);
        TestContext.Out.WriteLine($"seed {seed}");
        var (statuses, failed) = (new ConcurrentDictionary<int, int>(), new ConcurrentQueue<string>());
        await Task.WhenAll(
            Enumerable
                .Range(0, Clients)
                .Select(client =>
                    Task.Run(() => FuzzAsync(new RequestFuzzer(seed + client, routes, Logins()), count / Clients))
                )
        );

        TestContext.Out.WriteLine(
            string.Join(", ", statuses.OrderBy(one => one.Key).Select(one => $"{one.Key}: {one.Value}"))
                + $"; {_log.Lines.Count} log lines"
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(failed.Distinct().Take(10), Is.Empty);
            Assert.That(statuses.Keys.Where(status => status is >= 500 and not 503), Is.Empty);
            Assert.That(_log.Lines.Where(line => Control.IsMatch(line)), Is.Empty);
            Assert.That(_log.Lines.Where(line => TooLong.IsMatch(line)), Is.Empty);
        }

        async Task FuzzAsync(RequestFuzzer fuzzer, int requests)
        {
            RawHttp? http = null;
            for (var i = 0; i < requests; i++)
            {
                if (http is not { IsOpen: true })
                {
                    http?.Dispose();
                    http = await RawHttp.ConnectAsync(_pages.Address);
                }

                var (method, bytes) = fuzzer.Next();
                try
                {
                    await http.SendAsync(bytes);
                }
                catch (IOException)
                {
                    // It was refused before all of it was sent; the answer may be there all the same.
                }

                var status = await http.StatusAsync(hasBody: method != "HEAD");
                statuses.AddOrUpdate(status ?? 0, 1, (_, before) => before + 1);
                if (status is >= 500 and not 503)
                {
                    failed.Enqueue(Shown(bytes));
                }

                if (status is null or 400 or 413 or 431)
                {
                    http.Dispose();
                    http = null;
                }
            }

            http?.Dispose();
        }
    }

    private static string Shown(byte[] request)
    {
        var text = Encoding.Latin1.GetString(request);
        return text.Length <= 600 ? text : text[..600];
    }

    private static string[] Logins() =>
        [
            $"Authorization: Bearer {ApiKey}",
            "Authorization: Basic " + Convert.ToBase64String("letter:secret"u8),
            $"x-amz-sns-topic-arn: {ProviderSamples.Topic}",
        ];

    /// <summary>Each route with good links, and some with bad ones.</summary>
    private async Task<IReadOnlyList<string>> RoutesAsync()
    {
        var ana = await _pages.AddAsync("ana@example.org");
        var ben = await _pages.AddAsync("ben@example.org");
        using var signUp = await _pages.SignUpAsync("cleo@example.org");
        var confirm = await _pages.ConfirmAsync();
        var waves = _pages.Tokens.Sign(TokenPurpose.Waves, 1, _pages.Clock.GetUtcNow().AddHours(1));
        return
        [
            .. _pages
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Select(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/'))
                .Distinct()
                .SelectMany(route =>
                    new[]
                    {
                        route
                            .Replace("unsubscribe/{token}", _pages.Unsubscribe(ben), StringComparison.Ordinal)
                            .Replace("manage/{token}", _pages.Manage(ana), StringComparison.Ordinal)
                            .Replace("confirm/{token}", confirm, StringComparison.Ordinal)
                            .Replace("{token}", waves, StringComparison.Ordinal),
                        route,
                    }
                )
                .Select(route =>
                    Parameter.Replace(
                        route,
                        parameter =>
                            parameter.Value switch
                            {
                                var step when step.Contains("pay", StringComparison.Ordinal) => "pay",
                                var undo when undo.Contains("undo", StringComparison.Ordinal) => "undo",
                                var number when number.Contains(':', StringComparison.Ordinal) => ana.ToString(
                                    CultureInfo.InvariantCulture
                                ),
                                _ => "x",
                            }
                    )
                ),
        ];
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"\{(?:[^{}]|\{[^{}]*\})*\}")]
    private static partial System.Text.RegularExpressions.Regex Parameter { get; }

    [System.Text.RegularExpressions.GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]")]
    private static partial System.Text.RegularExpressions.Regex Control { get; }

    [System.Text.RegularExpressions.GeneratedRegex("Z{201}")]
    private static partial System.Text.RegularExpressions.Regex TooLong { get; }
}
