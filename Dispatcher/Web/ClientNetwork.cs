using System.Net;
using System.Net.Sockets;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// Whence a request comes, as coarse as limits need it: people behind one network share it, and nobody is named by it.
/// Tests: SendPromiseTests.
/// </summary>
internal static class ClientNetwork
{
    /// <summary>An IPv4 /24 such as <c>192.0.2.0/24</c>, or an IPv6 /64; <c>unknown</c> without an address.</summary>
    /// <param name="address">The connection's, or what a trusted proxy says.</param>
    public static string Of(IPAddress? address) => Of(address, ipv6Prefix: 64);

    /// <summary>
    /// The same, but an IPv6 /48: one stranger has 65,536 networks of 64 bits to come from, and no more than this.
    /// </summary>
    public static string Wide(IPAddress? address) => Of(address, ipv6Prefix: 48);

    private static string Of(IPAddress? address, int ipv6Prefix)
    {
        if (address is null)
        {
            return "unknown";
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var (prefix, bytes) = (
            plain.AddressFamily == AddressFamily.InterNetwork ? 24 : ipv6Prefix,
            plain.GetAddressBytes()
        );
        Array.Clear(bytes, prefix / 8, bytes.Length - (prefix / 8));
        return $"{new IPAddress(bytes)}/{prefix}";
    }
}
