using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>Another program has the port of the pages.</summary>
[TestFixture, Integration]
internal sealed class TakenPortTests
{
    [Test]
    public async Task The_service_starts_without_pages_and_has_them_when_the_port_is_free()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

        await using var host = await PagesHost.StartAsync(
            clock: clock,
            change: settings => settings with { Web = settings.Web with { Listen = $"http://127.0.0.1:{port}" } }
        );
        var state = host.Services.GetRequiredService<PagesState>();
        var before = state.Trouble;
        other.Stop();
        while (state.Trouble is not null)
        {
            clock.Advance(PatientServer.TryAgain);
            await Task.Delay(10);
        }

        using var answer = await host.Http.GetAsync(new Uri("healthz", UriKind.Relative));
        Assert.That(
            before,
            Is.EqualTo(
                $"another program listens on http://127.0.0.1:{port}; end that program, or give the pages another port "
                    + "in Web:Listen."
            )
        );
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test, EndToEnd]
    public async Task Run_says_it_in_one_line_and_sends_on()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var relay = ScriptedSmtpServer.Start();
        using var newsletter = new InstalledNewsletter(relay.Port);
        newsletter.Write(
            "appsettings.json",
            (await File.ReadAllTextAsync(Path.Combine(newsletter.Folder, "appsettings.json"))).Replace(
                "http://127.0.0.1:0",
                $"http://127.0.0.1:{port}",
                StringComparison.Ordinal
            )
        );

        await using var process = newsletter.Start("run");
        await process.WaitForTextAsync("No pages: ", TimeSpan.FromSeconds(60));
        process.Send(Signal.Terminate);
        var status = await process.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.That(status, Is.Zero);
        Assert.That(
            process.Error,
            Is.EqualTo(
                $"No pages: another program listens on http://127.0.0.1:{port}; end that program, or give the pages "
                    + "another port in Web:Listen. Issues are sent all the same, and the port is tried again.\n"
            )
        );
        Assert.That(process.Output, Does.Not.Contain("   at "), "no stack trace");
    }

    [TestCase("http://192.0.2.1:8080", "this machine has no address 192.0.2.1; correct Web:Listen.")]
    [TestCase("http://127.0.0.1:0", null)]
    [TestCase("http://unix:/run/dispatcher.sock", null)]
    public void An_address_is_tried_before_the_server_takes_it(string address, string? why) =>
        Assert.That(ListenAddress.WhyNot(address), Is.EqualTo(why));
}
