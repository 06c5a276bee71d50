using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// Passes all data on to a server on this machine, and cuts the connection when the client sends certain text.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public CuttingProxy(int serverPort, string whenAskedFor)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync(serverPort, whenAskedFor);
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync(int serverPort, string words)
    {
        List<Task> sessions = [];
        try
        {
            while (true)
            {
                sessions.Add(PassAsync(await _listener.AcceptTcpClientAsync(_stop.Token), serverPort, words));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task PassAsync(TcpClient client, int serverPort, string words)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(IPAddress.Loopback, serverPort, _stop.Token);
            await Task.WhenAny(CopyAsync(client, server, words), CopyAsync(server, client, words: null));
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, string? words)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int length; (length = await from.GetStream().ReadAsync(buffer, _stop.Token)) > 0; )
            {
                if (
                    words is not null
                    && Encoding.Latin1.GetString(buffer, 0, length).Contains(words, StringComparison.Ordinal)
                )
                {
                    return;
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, length), _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The other side has ended.
        }
    }
}
