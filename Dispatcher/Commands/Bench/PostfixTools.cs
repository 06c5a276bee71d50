using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Newsletter.Dispatcher.Commands.Bench;

/// <summary>
/// Postfix's smtp-sink, which takes every message and keeps none, and where its fellow smtp-source is.
/// </summary>
internal sealed class PostfixTools : IAsyncDisposable
{
    private static readonly string[] Folders =
    [
        "/usr/sbin",
        "/usr/local/sbin",
        "/usr/libexec/postfix",
        "/opt/homebrew/sbin",
    ];

    private readonly Process _sink;

    private PostfixTools(Process sink, int port)
    {
        _sink = sink;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Why a bench cannot run here, one line; null where it can.</summary>
    public static string? Missing() =>
        Find("smtp-sink") is null || Find("smtp-source") is null
            ? "bench needs smtp-sink and smtp-source, which come with Postfix; on Debian: apt-get install postfix"
            : null;

    /// <summary>The program's path, or null.</summary>
    public static string? Find(string name) =>
        Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Starts a sink on a free loopback port and waits until it listens.</summary>
    /// <exception cref="IOException">It does not answer.</exception>
    public static async Task<PostfixTools> StartSinkAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var port = FreePort();
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : [];
        var sink = Process.Start(new ProcessStartInfo(Find("smtp-sink")!, [.. user, $"127.0.0.1:{port}", "100"]))!;
        var tools = new PostfixTools(sink, port);
        for (var tries = 0; tries < 100; tries++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return tools;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellationToken);
            }
        }

        await tools.DisposeAsync();
        throw new IOException($"smtp-sink does not answer on 127.0.0.1:{port}; is there a firewall?");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_sink.HasExited)
        {
            _sink.Kill();
        }

        await _sink.WaitForExitAsync();
        _sink.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
