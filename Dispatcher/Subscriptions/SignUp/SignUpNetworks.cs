using System.Net;
using System.Net.Sockets;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>
/// The networks that a network lies in, as far as limits count by them; pure. An IPv6 line comes
/// with a /64, a /56 or a /48 to choose addresses from, so all three are counted.
/// Tests: SignUpQueueTests.
/// </summary>
internal static class SignUpNetworks
{
    /// <summary>Length of an IPv6 prefix, and how many times the limit of one network it has.</summary>
    private static readonly (int Length, int Times)[] Counted = [(64, 1), (56, 2), (48, 3)];

    /// <summary>What is kept of the network while a sign-up waits.</summary>
    private const int KeptLength = 56;

    /// <summary>The network itself and those around it, the narrowest first, with their part of the limit.</summary>
    /// <param name="network">As <c>192.0.2.0/24</c>; of any other text it is the text alone.</param>
    public static IReadOnlyList<(string Network, int Times)> Of(string network) =>
        Read(network) is not { } read
            ? [(network, 1)]
            :
            [
                .. Counted
                    .Where(one => one.Length <= read.PrefixLength)
                    .Select(one => (Around(read, one.Length), one.Times)),
            ];

    /// <summary>The widest network that is counted: what shares the fate of one stranger.</summary>
    public static string Widest(string network) => Of(network)[^1].Network;

    /// <summary>The network as coarse as the queue keeps it.</summary>
    public static string Kept(string network) =>
        Read(network) is { } read && read.PrefixLength > KeptLength ? Around(read, KeptLength) : network;

    private static IPNetwork? Read(string network) =>
        IPNetwork.TryParse(network, out var read)
        && read.BaseAddress.AddressFamily is AddressFamily.InterNetworkV6
        && read.PrefixLength >= Counted[^1].Length
            ? read
            : null;

    private static string Around(IPNetwork network, int length)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        Array.Clear(bytes, length / 8, bytes.Length - (length / 8));
        return $"{new IPAddress(bytes)}/{length}";
    }
}
