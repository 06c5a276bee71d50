using System.Net;
using System.Net.Sockets;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// Programs of others that the product is tried against: what is not installed is skipped, but never in CI.
/// </summary>
internal static class Peer
{
    /// <summary>Why a program cannot be run here, null where it can.</summary>
    /// <param name="needsRoot">It can only be started by root.</param>
    public static string? Missing(string path, bool needsRoot = false)
    {
        if (!File.Exists(path))
        {
            return $"{path} is not installed.";
        }

        return needsRoot && !Environment.IsPrivilegedProcess ? $"{path} has to be started by root." : null;
    }

    /// <summary>Goes on only where nothing is missing: else the test is ignored, and fails where CI=true.</summary>
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
    /// A free loopback port below those that the system gives to outgoing connections, so that none takes it meanwhile.
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
                // Taken: the next one.
            }
        }

        throw new InvalidOperationException("No free port between 10000 and 32000.");
    }

    /// <summary>Waits until an SMTP server greets with 220.</summary>
    /// <exception cref="TimeoutException">It does not within the limit.</exception>
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
