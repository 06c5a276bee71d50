using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// An authoritative DNS server on a free loopback port, by UDP (RFC 1035): TXT, MX, PTR, A and AAAA. It answers that
/// other names do not exist.
/// </summary>
internal sealed class TestDns : IAsyncDisposable
{
    private const ushort A = 1;
    private const ushort Ptr = 12;
    private const ushort Mx = 15;
    private const ushort Txt = 16;
    private const ushort Aaaa = 28;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(string Name, ushort Type), IReadOnlyList<byte[]>> _records = new();
    private readonly Task _serving;

    public TestDns() => _serving = ServeAsync();

    public IPEndPoint Address => (IPEndPoint)_socket.Client.LocalEndPoint!;

    /// <summary>Names that are answered with SERVFAIL.</summary>
    public ConcurrentDictionary<string, bool> Broken { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The questions in order: name and type.</summary>
    public ConcurrentQueue<(string Name, ushort Type)> Asked { get; } = new();

    /// <summary>Replaces the texts of a name; none removes them.</summary>
    public TestDns Text(string name, params IEnumerable<string> texts) => Set(name, Txt, texts.Select(TextData));

    /// <summary>
    /// Replaces the mail servers of a name, the preferred one first; an empty one is the null MX (RFC 7505).
    /// </summary>
    public TestDns MailServers(string name, params IEnumerable<string> servers) =>
        Set(name, Mx, servers.Select((server, at) => (byte[])[0, (byte)(10 * at), .. NameData(server)]));

    /// <summary>Sets the name of an IPv4 address.</summary>
    public TestDns Name(string address, string name) =>
        Set($"{string.Join('.', address.Split('.').Reverse())}.in-addr.arpa", Ptr, [NameData(name)]);

    public TestDns Addresses(string name, params IEnumerable<string> addresses)
    {
        foreach (var family in addresses.Select(IPAddress.Parse).GroupBy(address => address.AddressFamily))
        {
            Set(
                name,
                family.Key is AddressFamily.InterNetwork ? A : Aaaa,
                family.Select(address => address.GetAddressBytes())
            );
        }

        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _socket.Dispose();
        _stop.Dispose();
    }

    private TestDns Set(string name, ushort type, IEnumerable<byte[]> data)
    {
        _records[(name.ToLowerInvariant(), type)] = [.. data];
        return this;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var question = await _socket.ReceiveAsync(_stop.Token);
                await _socket.SendAsync(Answer(question.Buffer), question.RemoteEndPoint, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops: no error.
        }
    }

    private byte[] Answer(byte[] question)
    {
        var (labels, at) = (new List<string>(), 12);
        for (; question[at] != 0; at += question[at] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(question, at + 1, question[at]));
        }

        var name = string.Join('.', labels).ToLowerInvariant();
        var type = BinaryPrimitives.ReadUInt16BigEndian(question.AsSpan(at + 1));
        Asked.Enqueue((name, type));
        var found = _records.GetValueOrDefault((name, type)) ?? [];
        var code =
            Broken.ContainsKey(name) ? 2
            : _records.Any(record => record.Key.Name == name && record.Value.Count > 0) ? 0
            : 3;

        List<byte> answer =
        [
            question[0],
            question[1],
            0x85,
            (byte)(0x80 | code),
            0,
            1,
            0,
            (byte)(code == 0 ? found.Count : 0),
            0,
            0,
            0,
            0,
            .. question[12..(at + 5)],
        ];
        foreach (var data in code == 0 ? found : [])
        {
            // A pointer to the name in the question.
            answer.AddRange([
                0xC0,
                12,
                (byte)(type >> 8),
                (byte)type,
                0,
                1,
                0,
                0,
                0,
                1,
                (byte)(data.Length >> 8),
                (byte)data.Length,
                .. data,
            ]);
        }

        return [.. answer];
    }

    private static byte[] TextData(string text) =>
        [.. Encoding.UTF8.GetBytes(text).Chunk(255).SelectMany(piece => (byte[])[(byte)piece.Length, .. piece])];

    private static byte[] NameData(string name) =>
        [
            .. name.Split('.', StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]),
            0,
        ];
}
