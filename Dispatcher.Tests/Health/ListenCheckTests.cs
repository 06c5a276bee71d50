using System.Net;
using System.Net.Sockets;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Health;

[TestFixture, Integration]
internal sealed class ListenCheckTests
{
    [Test]
    public async Task Our_own_pages_are_green()
    {
        await using var host = await PagesHost.StartAsync();

        var check = await RunAsync(host.Address.ToString().TrimEnd('/'), isRunning: true);

        Assert.That(check!.State, Is.EqualTo(CheckState.Green), check.Says);
    }

    [Test]
    public async Task A_port_that_nobody_uses_is_green_without_a_service_and_red_with_one()
    {
        var listen = FreeAddress();

        var stopped = await RunAsync(listen, isRunning: false);
        var running = await RunAsync(listen, isRunning: true);

        Assert.That((stopped!.State, running!.State), Is.EqualTo((CheckState.Green, CheckState.Red)));
        Assert.That(running.Says, Does.StartWith($"The service runs, but nothing answers on {listen}: "));
    }

    [Test]
    public async Task Another_program_on_the_port_is_red()
    {
        await using var other = await HookServer.StartAsync();

        var check = await RunAsync(other.Address("/").ToString().TrimEnd('/'), isRunning: true);

        Assert.That(check!.State, Is.EqualTo(CheckState.Red));
        Assert.That(check.Says, Does.StartWith("Another program answers on "));
    }

    [TestCase(null)]
    [TestCase("http://127.0.0.1:0")]
    public async Task Without_a_port_there_is_nothing_to_look_at(string? listen) =>
        Assert.That(await RunAsync(listen, isRunning: true), Is.Null);

    private static async Task<Check?> RunAsync(string? listen, bool isRunning)
    {
        using var http = BaseUrlCheck.Client();
        return await new ListenCheck(http).RunAsync(listen, isRunning, CancellationToken.None);
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
