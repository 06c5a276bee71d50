using System.Net.Sockets;
using System.Text;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Services;

[Category("Integration")]
internal sealed class ServiceManagerTests
{
    [Test, CancelAfter(10_000)]
    public async Task What_is_told_arrives_at_the_socket_of_the_service_manager(CancellationToken cancellationToken)
    {
        using var folder = new TestFolder();
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(folder.File("notify")));

        new ServiceManager(folder.File("notify")).Tell(ServiceManager.Ready);

        var told = new byte[100];
        var length = await systemd.ReceiveAsync(told, cancellationToken);
        Assert.That(Encoding.ASCII.GetString(told, 0, length), Is.EqualTo("READY=1"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("/no/such/socket")]
    public void Nobody_who_listens_is_no_trouble(string? path) =>
        Assert.That(() => new ServiceManager(path).Tell(ServiceManager.Stopping), Throws.Nothing);
}
