using System.Net;
using System.Net.Sockets;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// What receivers look up about the sender: SPF, DKIM, DMARC, and where bounces go.
/// Tests: SpfRecordTests.
/// </summary>
/// <param name="envelopeDomain">The domain of the envelope sender, which SPF is about and to which bounces
/// return.</param>
internal sealed class DnsChecks(
    DnsLookup dns,
    NewsletterSettings newsletter,
    IReadOnlyList<DkimSettings> keys,
    string envelopeDomain
)
{
    private readonly string _from = newsletter.From.Domain;

    /// <summary>All of them, at once.</summary>
    /// <param name="relays">The relays' names and the addresses that they have.</param>
    public async Task<IReadOnlyList<Check>> RunAsync(
        IReadOnlyList<(string Host, IReadOnlyList<IPAddress> Addresses)> relays,
        CancellationToken cancellationToken
    ) =>
        await Task.WhenAll([
            .. relays.Select(relay => AskAsync("SPF", () => SpfAsync(relay.Host, relay.Addresses, cancellationToken))),
            .. keys.Select(key =>
                AskAsync(
                    $"DKIM {key.Selector}",
                    async () => DkimRecord.Judge(key, await dns.TextsAsync(key.RecordName, cancellationToken))
                )
            ),
            .. keys.Count > 0
                ? []
                : new[]
                {
                    Task.FromResult(
                        Check.Yellow(
                            "DKIM",
                            "There is no section Dkim, so the relay has to sign; whether it does cannot be seen from "
                                + "here.",
                            "Ask it, or make a key: dispatcher dkim new"
                        )
                    ),
                },
            .. from relay in relays
            from address in relay.Addresses
            where !IsInternal(address)
            select AskAsync("reverse DNS", () => ReverseAsync(relay.Host, address, cancellationToken)),
            AskAsync("DMARC", () => DmarcAsync(cancellationToken)),
            AskAsync("MX", () => MailServersAsync(cancellationToken)),
        ]);

    private static async Task<Check> AskAsync(string name, Func<Task<Check>> ask)
    {
        try
        {
            return await ask();
        }
        catch (DnsSilenceException e)
        {
            return Check.Yellow(
                name,
                $"It cannot be told: {e.Message}.",
                "Look at the network and at the DNS server, then ask again."
            );
        }
    }

    /// <summary>Whether receivers let the relay send for us.</summary>
    public async Task<Check> SpfAsync(
        string relay,
        IReadOnlyList<IPAddress> addresses,
        CancellationToken cancellationToken
    )
    {
        // Without an address the record itself can still be seen; no network has this one (RFC 5737).
        var worst = (Result: SpfResult.Pass, Address: "", Fault: (string?)null, Refers: false);
        foreach (var address in addresses.Count > 0 ? addresses : [IPAddress.Parse("192.0.2.254")])
        {
            var record = new SpfRecord(dns);
            var result = await record.EvaluateAsync(envelopeDomain, address, cancellationToken);
            if (Rank(result) > Rank(worst.Result))
            {
                worst = (result, address.ToString(), record.Fault, record.RefersToOthers);
            }
        }

        var says = $"the SPF record of {envelopeDomain} does not name {relay} ({worst.Address})";
        return worst.Result switch
        {
            SpfResult.None => Check.Red(
                "SPF",
                $"{envelopeDomain} has no SPF record.",
                $"Publish a TXT record at {envelopeDomain} that names what sends for you, for example: "
                    + $"{Example(relay, addresses)}"
            ),
            SpfResult.Broken => Check.Red(
                "SPF",
                $"{Sentence(worst.Fault!)}.",
                "Correct the record; receivers ignore it as it is."
            ),
            SpfResult.Pass => Check.Green("SPF", $"The SPF record of {envelopeDomain} names {relay}."),
            _ when addresses.All(IsInternal) => Check.Yellow(
                "SPF",
                $"{relay} is in this network, so it cannot be seen by which address its mail leaves.",
                $"See that the SPF record of {envelopeDomain} names that address."
            ),
            SpfResult.Fail when !worst.Refers => Check.Red(
                "SPF",
                $"{Sentence(says)} and forbids all others.",
                "Add the relay's address, or the include: that its provider tells you."
            ),
            _ => Check.Yellow(
                "SPF",
                $"{Sentence(says)}.",
                "If the relay sends from other addresses, that is right; ask its provider which include: the record "
                    + "needs."
            ),
        };
    }

    /// <summary>
    /// Whether the relay's address has a name that leads back to it. A relay that sends from other addresses has them
    /// in its own care.
    /// </summary>
    public async Task<Check> ReverseAsync(string relay, IPAddress address, CancellationToken cancellationToken)
    {
        const string Name = "reverse DNS";
        var advice =
            $"If mail leaves {relay} by that address, have its owner give it a name (PTR) that leads back; Gmail and "
            + "others refuse mail without.";
        var names = await dns.NamesAsync(address, cancellationToken);
        foreach (var name in names)
        {
            if ((await dns.AddressesAsync(name, address.AddressFamily, cancellationToken)).Contains(address))
            {
                return Check.Green(Name, $"{address} is {name}, there and back.");
            }
        }

        return Check.Yellow(
            Name,
            names.Count == 0
                ? $"{address} of {relay} has no name."
                : $"{address} of {relay} is called {names[0]}, which does not lead back to it.",
            advice
        );
    }

    private async Task<Check> DmarcAsync(CancellationToken cancellationToken)
    {
        // The record of the domain itself, or of one above it: the walk up the tree needs no list of public suffixes.
        var labels = _from.Split('.');
        for (var skip = 0; labels.Length - skip >= 2; skip++)
        {
            var domain = string.Join('.', labels[skip..]);
            var records = (await dns.TextsAsync($"_dmarc.{domain}", cancellationToken))
                .Where(text => text.TrimStart().StartsWith("v=DMARC1", StringComparison.Ordinal))
                .ToList();
            if (records.Count > 0)
            {
                return JudgeDmarc(domain, records);
            }
        }

        return Check.Red(
            "DMARC",
            $"{_from} has no DMARC record; Gmail, Yahoo and Microsoft ask bulk senders for one.",
            $"Publish a TXT record at _dmarc.{_from}, to begin with: v=DMARC1; p=none"
        );
    }

    private Check JudgeDmarc(string domain, List<string> records)
    {
        var tags = DnsTags.Read(records[0]);
        if (
            records.Count > 1
            || tags.GetValueOrDefault("p", "").ToLowerInvariant() is not ("none" or "quarantine" or "reject")
        )
        {
            return Check.Red(
                "DMARC",
                $"The DMARC record at _dmarc.{domain} is none that receivers take.",
                "Leave one record there, of the form: v=DMARC1; p=none"
            );
        }

        var isStrict = tags.GetValueOrDefault("adkim", "r").Equals("s", StringComparison.OrdinalIgnoreCase);
        return
            keys.Count > 0 && isStrict && !keys.Any(key => key.Domain.Equals(_from, StringComparison.OrdinalIgnoreCase))
            ? Check.Red(
                "DMARC",
                $"The DMARC record at _dmarc.{domain} says adkim=s, but no key signs for {_from} itself.",
                $"Make a key for {_from}: dispatcher dkim new, or take adkim=s out."
            )
            : Check.Green(
                "DMARC",
                $"_dmarc.{domain} has a record "
                    + $"(p={tags["p"].ToLowerInvariant()})"
                    + $"{(keys.Count > 0 ? ", and the DKIM domain is aligned with From" : "")}."
            );
    }

    private async Task<Check> MailServersAsync(CancellationToken cancellationToken)
    {
        var advice = $"Give {envelopeDomain} an MX record, so that bounces and answers come in.";
        var servers = await dns.MailServersAsync(envelopeDomain, cancellationToken);
        if (servers.Count > 0)
        {
            return servers.All(server => server.Length == 0)
                ? Check.Red(
                    "MX",
                    $"{envelopeDomain} says that it takes no mail; many receivers refuse such a sender.",
                    advice
                )
                : Check.Green("MX", $"Bounces come to {servers[0]}.");
        }

        return (await dns.AddressesAsync(envelopeDomain, AddressFamily.InterNetwork, cancellationToken)).Count > 0
            ? Check.Yellow("MX", $"{envelopeDomain} has no MX record; bounces go to the machine of that name.", advice)
            : Check.Red(
                "MX",
                $"{envelopeDomain} has neither an MX record nor an address; many receivers refuse such a sender.",
                advice
            );
    }

    /// <summary>Other networks do not see a relay on this network by its address here.</summary>
    private static string Example(string relay, IReadOnlyList<IPAddress> addresses) =>
        addresses.All(IsInternal) ? "v=spf1 mx ~all"
        : IPAddress.TryParse(relay, out var address)
            ? $"v=spf1 {(address.AddressFamily is AddressFamily.InterNetwork ? "ip4" : "ip6")}:{address} ~all"
        : $"v=spf1 a:{relay} ~all";

    private static int Rank(SpfResult result) =>
        result switch
        {
            SpfResult.Pass => 0,
            SpfResult.Neutral => 1,
            SpfResult.SoftFail => 2,
            SpfResult.Fail => 3,
            SpfResult.Broken => 4,
            _ => 5,
        };

    private static bool IsInternal(IPAddress address) =>
        IPAddress.IsLoopback(address)
        || address.IsIPv6LinkLocal
        || address.IsIPv6UniqueLocal
        || (
            address.AddressFamily is AddressFamily.InterNetwork
            && address.GetAddressBytes() is [10, ..] or [192, 168, ..] or [172, >= 16 and < 32, ..] or [169, 254, ..]
        );

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
