using System.Net;
using System.Net.Sockets;

namespace Newsletter.Dispatcher.Web;

/// <summary>An address of <c>Web:Listen</c>, tried before the server takes it. Tests: TakenPortTests.</summary>
internal static class ListenAddress
{
    /// <returns>Why the address cannot be listened on, and what to do; null when it can, and for a port that the system
    /// chooses.</returns>
    public static string? WhyNot(string address)
    {
        var parsed = BindingAddress.Parse(address);
        if (parsed.IsUnixPipe || parsed.IsNamedPipe || parsed.Port == 0)
        {
            return null;
        }

        var ip = EndPointOf(parsed.Host);
        using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // To listen, not only to bind: two sockets may be bound to a port that nobody listens on yet.
            socket.Bind(new IPEndPoint(ip, parsed.Port));
            socket.Listen();
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"another program listens on {address}; end that program, or give "
                    + "the pages another port in Web:Listen.",
                SocketError.AccessDenied => $"the dispatcher's user may not listen on {address}; give the pages a port "
                    + "from 1024 on in Web:Listen.",
                SocketError.AddressNotAvailable => $"this machine has no address {parsed.Host}; correct Web:Listen.",
                _ => $"{address} cannot be listened on: {e.Message}.",
            };
        }
    }

    /// <summary>As Kestrel reads a host: a name that is no address means every address.</summary>
    private static IPAddress EndPointOf(string host) =>
        host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host.Trim('[', ']'), out var ip) ? ip
        : IPAddress.Any;
}
