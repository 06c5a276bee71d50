using System.Net;
using System.Net.Sockets;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Evaluates SPF for an address as a receiver does, except for what only a receiver knows: macros and <c>ptr</c> match
/// no address.
/// </summary>
internal sealed class SpfRecord(DnsLookup dns)
{
    /// <summary>RFC 7208 4.6.4: a record that needs more questions is an error.</summary>
    private const int MostQuestions = 10;

    private int _questions;

    /// <summary>Why the result is <see cref="SpfResult.Broken"/>; null otherwise.</summary>
    public string? Fault { get; private set; }

    /// <summary>True when a record leaves something to those of others, whose addresses may be any.</summary>
    public bool RefersToOthers { get; private set; }

    /// <summary>Evaluates; once for each object.</summary>
    /// <exception cref="DnsSilenceException">No server answered in time.</exception>
    public async Task<SpfResult> EvaluateAsync(string domain, IPAddress address, CancellationToken cancellationToken)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var records = (await dns.TextsAsync(domain, cancellationToken))
            .Where(text =>
                text.Equals("v=spf1", StringComparison.OrdinalIgnoreCase)
                || text.StartsWith("v=spf1 ", StringComparison.OrdinalIgnoreCase)
            )
            .ToList();
        if (records.Count != 1)
        {
            return records.Count == 0
                ? SpfResult.None
                : Broken($"{domain} has {records.Count} SPF records; only one may be there");
        }

        string? redirect = null;
        foreach (var term in records[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            if (term.StartsWith("redirect=", StringComparison.OrdinalIgnoreCase))
            {
                redirect = term["redirect=".Length..];
                continue;
            }

            var colon = term.IndexOfAny([':', '/']);
            if (
                term.Contains('=', StringComparison.Ordinal)
                && (colon < 0 || term.IndexOf('=', StringComparison.Ordinal) < colon)
            )
            {
                continue;
            }

            var (result, name, value) = Parse(term);
            if (await MatchesAsync(domain, name, value, address, cancellationToken) is not { } matches)
            {
                return Fault is null
                    ? Broken($"the SPF record of {domain} has \"{term}\", which receivers do not understand")
                    : SpfResult.Broken;
            }

            if (matches)
            {
                return result;
            }
        }

        if (redirect is null)
        {
            return SpfResult.Neutral;
        }

        RefersToOthers = true;
        return Spend() && await EvaluateAsync(redirect, address, cancellationToken) is var other and not SpfResult.None
            ? other
            : Broken($"the SPF record of {domain} leads to {redirect}, which has none");
    }

    /// <returns>Null when the record is broken.</returns>
    private async Task<bool?> MatchesAsync(
        string domain,
        string name,
        string value,
        IPAddress address,
        CancellationToken cancellationToken
    )
    {
        switch (name)
        {
            case "all":
                return true;
            case "ip4" or "ip6":
                return Network(value) is { } network
                    ? network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address)
                    : null;
            case "include":
                RefersToOthers = true;
                return !Spend() || value.Length == 0
                    ? null
                    : await EvaluateAsync(value, address, cancellationToken) switch
                    {
                        SpfResult.Pass => true,
                        SpfResult.Broken => null,
                        SpfResult.None => Null($"the SPF record of {domain} includes {value}, which has none"),
                        _ => false,
                    };
            case "a" or "mx":
                var (host, length) = Host(domain, value, address.AddressFamily);
                if (!Spend() || length is null)
                {
                    return null;
                }

                IReadOnlyList<string> hosts =
                    name == "a"
                        ? [host]
                        : [.. (await dns.MailServersAsync(host, cancellationToken)).Take(MostQuestions)];
                foreach (var one in hosts.Where(one => one.Length > 0))
                {
                    if (
                        (await dns.AddressesAsync(one, address.AddressFamily, cancellationToken)).Any(found =>
                            Contains(found, length.Value, address)
                        )
                    )
                    {
                        return true;
                    }
                }

                return false;
            case "exists" or "ptr":
                return Spend() ? false : null;
            default:
                return null;
        }
    }

    private static (SpfResult Result, string Name, string Value) Parse(string term)
    {
        var result = term[0] switch
        {
            '-' => SpfResult.Fail,
            '~' => SpfResult.SoftFail,
            '?' => SpfResult.Neutral,
            _ => SpfResult.Pass,
        };
        var rest = term[0] is '-' or '~' or '?' or '+' ? term[1..] : term;
        var end = rest.IndexOfAny([':', '/']);
        return end < 0
            ? (result, rest.ToLowerInvariant(), "")
            : (result, rest[..end].ToLowerInvariant(), rest[end] == ':' ? rest[(end + 1)..] : rest[end..]);
    }

    /// <summary>Of <c>a:HOST/24//64</c> the host and the length for the family.</summary>
    private static (string Host, int? Length) Host(string domain, string value, AddressFamily family)
    {
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? value : value[..slash];
        var lengths = slash < 0 ? [] : value[slash..].Split("//");
        var (text, most) =
            family is AddressFamily.InterNetworkV6
                ? (lengths.Length > 1 ? lengths[1] : "", 128)
                : (lengths.Length > 0 ? lengths[0].TrimStart('/') : "", 32);
        int? length =
            text.Length == 0 ? most
            : int.TryParse(text, out var number) && number >= 0 && number <= most ? number
            : null;
        return (host.Length == 0 ? domain : host, length);
    }

    private static IPNetwork? Network(string value)
    {
        var parts = value.Split('/');
        return
            IPAddress.TryParse(parts[0], out var address)
            && parts.Length <= 2
            && (
                parts.Length == 1 ? address.GetAddressBytes().Length * 8
                : int.TryParse(parts[1], out var given) ? given
                : -1
            )
                is var length
            && length >= 0
            && length <= address.GetAddressBytes().Length * 8
            ? Around(address, length)
            : null;
    }

    private static bool Contains(IPAddress found, int length, IPAddress address) =>
        Around(found, length).Contains(address);

    /// <summary>
    /// Many records name an address inside the network instead of its first one, which <see cref="IPNetwork"/> does not
    /// take.
    /// </summary>
    private static IPNetwork Around(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new(new IPAddress(bytes), length);
    }

    private bool Spend() =>
        ++_questions <= MostQuestions
        || Null($"the SPF record needs more than {MostQuestions} questions to the DNS") is true;

    private SpfResult Broken(string fault)
    {
        Fault ??= fault;
        return SpfResult.Broken;
    }

    private bool? Null(string fault)
    {
        Fault ??= fault;
        return null;
    }
}
