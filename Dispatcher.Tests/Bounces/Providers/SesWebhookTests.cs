using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Bounces;
using Newsletter.Dispatcher.Bounces.Providers;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Tests.Bounces.Providers;

/// <summary>The endpoint of SES on a real port, with a certificate of the test's own.</summary>
[TestFixture, Integration]
internal sealed class SesWebhookTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);
    private readonly List<Uri> _fetched = [];
    private X509Certificate2 _certificate = null!;
    private Workplace _work = null!;
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _certificate = ProviderSamples.Certificate(Now);
        var clock = new FakeTimeProvider(Now);
        _work = await Workplace.CreateAsync(subscribers: 3, clock);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder
            .Services.AddRouting()
            .AddLogging()
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(_work.Database)
            .AddSingleton(_work.Tokens)
            .AddSingleton(_work.Tokens.ReturnPath("bounces+{token}@example.com"))
            .AddSingleton<ReturnStore>()
            .AddProviders(new() { SesTopicArn = ProviderSamples.Topic })
            .AddSingleton<SnsFetch>(
                (address, _) =>
                {
                    _fetched.Add(address);
                    return Task.FromResult<string?>(_certificate.ExportCertificatePem());
                }
            );
        _app = builder.Build();
        _app.MapProviders();
        await _app.StartAsync();
        _http = new() { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    [TearDown]
    public async Task StopAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        _work.Dispose();
        _certificate.Dispose();
    }

    [Test]
    public async Task From_confirmation_to_suppression()
    {
        Assert.That(
            await PostAsync(ProviderSamples.Sns(_certificate, "Confirm?", type: "SubscriptionConfirmation")),
            Is.EqualTo(HttpStatusCode.OK)
        );
        Assert.That(_fetched, Has.Count.EqualTo(2));

        Assert.That(
            await TellAsync(
                ProviderSamples.SesBounce("reader1@example.org", Now, "Transient", "MailboxFull", null, null)
            ),
            Is.EqualTo(HttpStatusCode.OK)
        );
        Assert.That(
            await TellAsync(ProviderSamples.SesBounce("stranger@example.org", Now)),
            Is.EqualTo(HttpStatusCode.OK)
        );
        Assert.That(await StatusesAsync(), Is.EqualTo("active active active"));

        for (var i = 0; i < 50; i++)
        {
            await TellAsync(ProviderSamples.SesBounce("reader2@example.org", Now));
        }

        var token = _work.Tokens.Sign(TokenPurpose.Unsubscribe, 3);
        await TellAsync(
            ProviderSamples.SesComplaint(null, Now, unsubscribe: $"<https://letter.example.com/unsubscribe/{token}>")
        );
        Assert.That(await StatusesAsync(), Is.EqualTo("active bounced complained"));
        Assert.That(await ScalarAsync("SELECT count(*) FROM returns"), Is.EqualTo("3"));
    }

    [Test]
    public async Task Our_own_return_path_names_the_message_before_the_address_does()
    {
        await ScalarAsync(
            "INSERT INTO mails (kind, once_key, subscriber_id, email, state, due_at, expires_at, created_at, "
                + "updated_at) VALUES ('welcome', 'k', 2, 'reader2@example.org', 'sent', 0, 0, 0, 0)"
        );
        var source = _work.Tokens.ReturnPath("bounces+{token}@example.com").For(new(IsMail: true, 1, 2));

        await TellAsync(ProviderSamples.SesBounce("reader3@example.org", Now, source: source));

        Assert.That(await StatusesAsync(), Is.EqualTo("active bounced active"));
    }

    [Test]
    public async Task A_forged_notice_changes_nothing()
    {
        var post = ProviderSamples.Sns(_certificate, ProviderSamples.SesBounce("reader1@example.org", Now));

        Assert.That(
            await PostAsync(post.Replace("reader1", "reader2", StringComparison.Ordinal)),
            Is.EqualTo(HttpStatusCode.Forbidden)
        );
        Assert.That(await PostAsync(new string('[', 900_000)), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await PostAsync(new string('[', 1_100_000)), Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(await StatusesAsync(), Is.EqualTo("active active active"));
    }

    private Task<HttpStatusCode> TellAsync(string message) => PostAsync(ProviderSamples.Sns(_certificate, message));

    private async Task<HttpStatusCode> PostAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/ses")
        {
            Content = new StringContent(body, Encoding.UTF8, "text/plain"),
        };

        request.Headers.Add("x-amz-sns-topic-arn", ProviderSamples.Topic);

        // Who is refused for its size is told so before it sends.
        request.Headers.ExpectContinue = body.Length > 500_000;
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<string?> StatusesAsync() =>
        await ScalarAsync("SELECT group_concat(status, ' ') FROM (SELECT status FROM subscribers ORDER BY id)");

    private async Task<string?> ScalarAsync(string sql)
    {
        await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<string?>(sql);
    }
}
