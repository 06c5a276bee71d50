using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Health;

/// <summary>
/// A newsletter where all is well: its database, folders, relay, DNS and pages are real ones on this machine, and a
/// test breaks one thing. By its clock it is Monday, 23 November 2026, 17:00 in Berlin.
/// </summary>
internal sealed class PatientOfDoctor : IAsyncDisposable
{
    public static readonly DateTimeOffset Monday = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);

    public static readonly string KeyPem = DkimKey.NewEd25519();

    private readonly WebApplication _pages;
    private readonly X509Certificate2 _certificate;

    private PatientOfDoctor(
        Workplace workplace,
        ScriptedSmtpServer relay,
        WebApplication pages,
        X509Certificate2 certificate
    )
    {
        (Workplace, Relay, _pages, _certificate) = (workplace, relay, pages, certificate);
        var newsletter = NewsletterSample.Settings() with
        {
            From = EmailAddress.Parse("letter@news.dispatcher-check.org"),
            BaseUrl = "https://letter.dispatcher-check.org",
        };
        Settings = new(
            newsletter,
            workplace.Delivery with
            {
                Method = DeliveryMethod.Smtp,
            },
            [
                new RelaySettings
                {
                    Host = "127.0.0.1",
                    Port = relay.Port,
                    Security = RelaySecurity.None,
                },
            ],
            new StorageSettings
            {
                ConnectionString = workplace.Database.ConnectionString,
                KeyFile = workplace.Folder.File("dispatcher.keys"),
            }
        )
        {
            Dkim = [new("news.dispatcher-check.org", "letter1", DkimKey.Parse(KeyPem, out _)!)],
            Bounces = new()
            {
                ReturnPath = "bounces+{token}@news.dispatcher-check.org",
                Maildir = Path.Combine(workplace.Folder.Path, "bounces"),
            },
            Doctor = new() { DnsServer = Dns.Address },
            Backup = new() { IsOff = true },

            // ListenCheckTests look at the port of the pages.
            Web = new() { Listen = null },
        };
        Directory.CreateDirectory(Path.Combine(Settings.Bounces.Maildir!, "new"));
        _ = KeyFile.ReadOrCreate(Settings.Storage.KeyFile);
        Dns.Text("news.dispatcher-check.org", "google-site-verification=abc", "v=spf1 ip4:127.0.0.1 -all")
            .Text("letter1._domainkey.news.dispatcher-check.org", Settings.Dkim[0].Key.Record)
            .Text("_dmarc.dispatcher-check.org", "v=DMARC1; p=quarantine; rua=mailto:d@dispatcher-check.org")
            .MailServers("news.dispatcher-check.org", "mx.dispatcher-check.org");
    }

    public Workplace Workplace { get; }

    public ScriptedSmtpServer Relay { get; private set; }

    public TestDns Dns { get; } = new();

    public DispatcherSettings Settings { get; set; }

    /// <summary>What the pages answer, by method and path; not found otherwise.</summary>
    public Func<string, (int Status, string Body)> Pages { get; set; } =
        call => call == "GET /healthz" ? (200, "ok\n") : (404, new string('x', 10_000));

    public static async Task<PatientOfDoctor> CreateAsync(DateTimeOffset? now = null, SmtpServerOptions? relay = null)
    {
        var workplace = await Workplace.CreateAsync(
            clock: new Microsoft.Extensions.Time.Testing.FakeTimeProvider(now ?? Monday)
        );
        workplace.Issue("2026-11-24-news.md");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var certificate = TestCertificate.Valid();
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var pages = builder.Build();
        var patient = new PatientOfDoctor(workplace, ScriptedSmtpServer.Start(relay), pages, certificate);
        pages.Run(async context =>
        {
            var (status, body) = patient.Pages($"{context.Request.Method} {context.Request.Path}");
            context.Response.StatusCode = status;
            if (status is >= 300 and < 400)
            {
                context.Response.Headers.Location = "https://www.dispatcher-check.org/";
            }

            await context.Response.WriteAsync(body);
        });
        await pages.StartAsync();
        return patient;
    }

    public async Task<IReadOnlyList<Check>> LookAsync()
    {
        // The name leads to this machine, and the certificate of this test is believed.
        var port = new Uri(_pages.Urls.Single()).Port;
        using var http = BaseUrlCheck.Client(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                ConnectCallback = async (_, stop) =>
                {
                    var socket = new System.Net.Sockets.Socket(
                        System.Net.Sockets.SocketType.Stream,
                        System.Net.Sockets.ProtocolType.Tcp
                    );
                    await socket.ConnectAsync(IPAddress.Loopback, port, stop);
                    return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
                },
                SslOptions = new()
                {
                    RemoteCertificateValidationCallback = (_, shown, _, _) =>
                        shown?.GetCertHashString() == _certificate.Thumbprint,
                },
            }
        );
        var doctor = new Doctor(Settings, Workplace.Paths, Workplace.Database, Workplace.Clock, http);
        return await doctor.RunAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _pages.DisposeAsync();
        await Relay.DisposeAsync();
        await Dns.DisposeAsync();
        Workplace.Dispose();
        _certificate.Dispose();
    }
}
