using System.Net.Sockets;
using System.Text;

namespace Newsletter.Dispatcher.Services;

/// <summary>
/// Tells systemd how the service is, by sd_notify(3). Elsewhere, without its socket, nothing is told.
/// </summary>
/// <param name="socketPath">What <c>NOTIFY_SOCKET</c> says; null or empty outside of systemd.</param>
internal sealed class ServiceManager(string? socketPath)
{
    public const string Variable = "NOTIFY_SOCKET";

    public const string Ready = "READY=1";

    public const string Stopping = "STOPPING=1";

    /// <summary>A service manager that does not listen stops no newsletter.</summary>
    public void Tell(string state)
    {
        if (string.IsNullOrEmpty(socketPath))
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

            // A leading @ stands for the zero byte of an abstract address.
            socket.Connect(new UnixDomainSocketEndPoint(socketPath[0] == '@' ? $"\0{socketPath[1..]}" : socketPath));
            socket.Send(Encoding.ASCII.GetBytes(state));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // See the summary of this method.
        }
    }
}
