using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Asks the DNS for the few types of records that mail needs. A name without records is an answer; only silence is
/// an exception. Answers are kept during one run, because several checks ask for the same records.
/// Tests: SpfRecordTests.
/// </summary>
internal sealed class DnsLookup
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly LookupClient _client;

    public DnsLookup(DoctorSettings settings)
    {
        var options = settings.DnsServer is { } server ? new LookupClientOptions(server) : new LookupClientOptions();
        options.Timeout = Patience;
        options.Retries = 1;
        options.ThrowDnsErrors = false;
        options.UseTcpFallback = true;
        options.MinimumCacheTimeout = TimeSpan.FromSeconds(10);
        options.MaximumCacheTimeout = TimeSpan.FromSeconds(10);
        _client = new LookupClient(options);
    }

    /// <summary>The texts at a name, each put together from its pieces.</summary>
    /// <exception cref="DnsSilenceException">No server answered in time.</exception>
    public async Task<IReadOnlyList<string>> TextsAsync(string name, CancellationToken cancellationToken) =>
        [
            .. (await AskAsync(name, QueryType.TXT, cancellationToken))
                .OfType<TxtRecord>()
                .Select(record => string.Concat(record.Text)),
        ];

    /// <summary>
    /// Names of mail servers, the preferred one first; one empty name where the domain takes no mail (RFC 7505).
    /// </summary>
    /// <exception cref="DnsSilenceException">No server answered in time.</exception>
    public async Task<IReadOnlyList<string>> MailServersAsync(string name, CancellationToken cancellationToken) =>
        [
            .. (await AskAsync(name, QueryType.MX, cancellationToken))
                .OfType<MxRecord>()
                .OrderBy(record => record.Preference)
                .Select(record => record.Exchange.Value.TrimEnd('.')),
        ];

    /// <summary>Addresses of a name of one family.</summary>
    /// <exception cref="DnsSilenceException">No server answered in time.</exception>
    public async Task<IReadOnlyList<IPAddress>> AddressesAsync(
        string name,
        AddressFamily family,
        CancellationToken cancellationToken
    ) =>
        [
            .. (
                await AskAsync(
                    name,
                    family is AddressFamily.InterNetworkV6 ? QueryType.AAAA : QueryType.A,
                    cancellationToken
                )
            )
                .OfType<AddressRecord>()
                .Select(record => record.Address),
        ];

    /// <summary>The names that an address is said to have (RFC 1035 3.5).</summary>
    /// <exception cref="DnsSilenceException">No server answered in time.</exception>
    public async Task<IReadOnlyList<string>> NamesAsync(IPAddress address, CancellationToken cancellationToken) =>
        [
            .. (await AskAsync(address.GetArpaName(), QueryType.PTR, cancellationToken))
                .OfType<PtrRecord>()
                .Select(record => record.PtrDomainName.Value.TrimEnd('.')),
        ];

    private async Task<IReadOnlyList<DnsResourceRecord>> AskAsync(
        string name,
        QueryType type,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var answer = await _client.QueryAsync(name, type, cancellationToken: cancellationToken);
            return
                answer.Header.ResponseCode is DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain
                ? answer.Answers
                : throw new DnsSilenceException($"the DNS server answered {answer.Header.ResponseCode} for {name}");
        }
        catch (Exception e) when (e is DnsResponseException or SocketException or InvalidOperationException)
        {
            throw new DnsSilenceException($"no DNS server answered for {name}", e);
        }
        catch (ArgumentException e)
        {
            // A record names something that is no domain name.
            throw new DnsSilenceException($"{name} is no name that can be looked up", e);
        }
    }
}
