using System.Security.Cryptography;
using System.Text;

namespace Newsletter.Dispatcher.Commands.Issues.Watch;

/// <summary>
/// Who may read the pages of a watch: requests to this machine by name or number, whose address has the secret; pure.
/// Tests: WatchGuardTests.
/// </summary>
/// <remarks>
/// A page of another site in the same browser can send requests to this machine. It does not know the secret. A site
/// whose name is made to lead to this machine (DNS rebinding) sends its own name as Host.
/// </remarks>
/// <param name="token">The first part of each path.</param>
internal sealed class WatchGuard(string token)
{
    private static readonly string[] Hosts = ["127.0.0.1", "localhost"];

    /// <summary>A new secret of 128 bits.</summary>
    public static string NewToken() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <param name="host">The Host header.</param>
    /// <param name="path">For example <c>/TOKEN/state</c>.</param>
    /// <param name="rest">What comes after the secret, for example <c>state</c>.</param>
    /// <returns>The status of the refusal; null when the request may be answered.</returns>
    public int? Refusal(string method, HostString host, int port, string path, out string rest)
    {
        rest = "";
        if (!Hosts.Contains(host.Host, StringComparer.OrdinalIgnoreCase) || (host.Port ?? 80) != port)
        {
            return StatusCodes.Status421MisdirectedRequest;
        }

        var parts = path.TrimStart('/').Split('/', 2);
        if (
            parts.Length < 2
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(parts[0]), Encoding.UTF8.GetBytes(token))
        )
        {
            return StatusCodes.Status404NotFound;
        }

        rest = parts[1];
        return HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? null : StatusCodes.Status405MethodNotAllowed;
    }
}
