using System.Net.Sockets;
using System.Text;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.EndToEnd;

/// <summary>The real program under the socket that systemd would give it.</summary>
[Category("EndToEnd")]
internal sealed class NotifiedServiceTests
{
    [Test, CancelAfter(120_000)]
    public async Task The_service_says_that_it_is_ready_and_that_it_stops(CancellationToken cancellationToken)
    {
        using var newsletter = new InstalledNewsletter(port: 25);
        using var elsewhere = new TestFolder();
        var path = elsewhere.File("notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path));

        await using var service = DispatcherProcess.Start(
            newsletter.Folder,
            ["run"],
            new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = path }
        );
        Assert.That(await NextAsync(systemd, cancellationToken), Is.EqualTo("READY=1"), service.Error);
        service.Send(Signal.Terminate);

        Assert.That(await NextAsync(systemd, cancellationToken), Is.EqualTo("STOPPING=1"));
        Assert.That(await service.WaitAsync(TimeSpan.FromSeconds(90)), Is.Zero, service.Error);
    }

    private static async Task<string> NextAsync(Socket systemd, CancellationToken cancellationToken)
    {
        var told = new byte[100];
        return Encoding.ASCII.GetString(told, 0, await systemd.ReceiveAsync(told, cancellationToken));
    }
}
