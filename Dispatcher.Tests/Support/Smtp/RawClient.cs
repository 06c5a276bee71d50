using System.Net.Sockets;
using System.Text;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>Sends bytes that no mail library would send.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly TcpClient _client = new();

    private RawClient() { }

    public static async Task<RawClient> ConnectAsync(int port)
    {
        var raw = new RawClient();
        await raw._client.ConnectAsync("127.0.0.1", port);
        return raw;
    }

    public async Task WriteAsync(string latin1) =>
        await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(latin1));

    /// <summary>Every line until the server closes, at most for twenty seconds.</summary>
    public async Task<IReadOnlyList<string>> ReadToEndAsync()
    {
        using var reader = new StreamReader(_client.GetStream(), Encoding.Latin1, leaveOpen: true);
        var text = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
        return text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
