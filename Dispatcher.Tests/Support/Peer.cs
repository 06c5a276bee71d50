using System.Net;
using System.Net.Sockets;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// Other programs that the product is tested against: a test of one that is not installed is skipped, but never in CI.
/// </summary>
internal static class Peer
{
    /// <summary>Why a program cannot run here; null when it can.</summary>
    /// <param name="needsRoot">True when only root can start it.</param>
    public static string? Missing(string path, bool needsRoot = false)
    {
        if (!File.Exists(path))
        {
            return $"{path} is not installed.";
        }

        return needsRoot && !Environment.IsPrivilegedProcess ? $"{path} has to be started by root." : null;
    }

    /// <summary>Continues only when nothing is missing; otherwise ignores the test, or fails it when CI=true.</summary>
    public static void Require(string? missing)
    {
        if (missing is null)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(missing);
        }

        Assert.Ignore(missing);
    }

    /// <summary>
    /// A free loopback port below those that the system uses for outgoing connections, so that none takes it meanwhile.
    /// </summary>
    public static int FreePort()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // The port is taken; try the next one.
            }
        }

        throw new InvalidOperationException("No free port between 10000 and 32000.");
    }

    /// <summary>Waits until an SMTP server greets with 220.</summary>
    /// <exception cref="TimeoutException">No greeting came within the limit.</exception>
    public static async Task WaitForGreetingAsync(int port, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        while (!await IsGreetingAsync(port, late.Token))
        {
            if (late.IsCancellationRequested)
            {
                throw new TimeoutException($"No SMTP greeting on port {port} within {limit}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }

    private static async Task<bool> IsGreetingAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadLineAsync(cancellationToken) is { } line
                && line.StartsWith("220", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
