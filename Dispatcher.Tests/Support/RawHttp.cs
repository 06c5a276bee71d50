using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// A connection that sends bytes as they are, also those that no well-behaved client would send, and reads the answers.
/// </summary>
internal sealed class RawHttp : IDisposable
{
    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _from;
    private int _to;

    private RawHttp(TcpClient tcp) => (_tcp, _stream) = (tcp, tcp.GetStream());

    /// <summary>False when the server closes after the last answer, or cannot know where a request ends.</summary>
    public bool IsOpen { get; private set; } = true;

    public static async Task<RawHttp> ConnectAsync(Uri server)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(server.Host, server.Port);
        return new RawHttp(tcp);
    }

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes).AsTask();

    public Task SendAsync(string latin1) => SendAsync(Encoding.Latin1.GetBytes(latin1));

    /// <summary>The status of the next answer, whose body is thrown away; null when the server closed.</summary>
    /// <param name="hasBody">False for the answer to HEAD.</param>
    public async Task<int?> StatusAsync(bool hasBody = true, CancellationToken cancellationToken = default)
    {
        try
        {
            if (await LineAsync(cancellationToken) is not { Length: > 12 } first)
            {
                IsOpen = false;
                return null;
            }

            var status = int.Parse(first.AsSpan(9, 3), CultureInfo.InvariantCulture);
            var (length, isChunked) = (0, false);
            while (await LineAsync(cancellationToken) is { Length: > 0 } header)
            {
                var (name, value) = (
                    header.Split(':')[0].ToLowerInvariant(),
                    header[(header.IndexOf(':') + 1)..].Trim()
                );
                length = name == "content-length" ? int.Parse(value, CultureInfo.InvariantCulture) : length;
                isChunked |= name == "transfer-encoding";
                IsOpen &= !(name == "connection" && value.Equals("close", StringComparison.OrdinalIgnoreCase));
            }

            if (status == 100)
            {
                return await StatusAsync(hasBody, cancellationToken);
            }

            if (hasBody && status is not (204 or 304))
            {
                await (isChunked ? SkipChunksAsync(cancellationToken) : SkipAsync(length, cancellationToken));
            }

            return status;
        }
        catch (IOException)
        {
            IsOpen = false;
            return null;
        }
    }

    public void Dispose() => _tcp.Dispose();

    private async Task SkipChunksAsync(CancellationToken cancellationToken)
    {
        while (await LineAsync(cancellationToken) is { } size)
        {
            var length = int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            await SkipAsync(length + 2, cancellationToken);
            if (length == 0)
            {
                return;
            }
        }
    }

    private async Task SkipAsync(int length, CancellationToken cancellationToken)
    {
        while (length > 0 && (_from < _to || await FillAsync(cancellationToken)))
        {
            var step = Math.Min(length, _to - _from);
            (_from, length) = (_from + step, length - step);
        }
    }

    private async Task<string?> LineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (_from < _to || await FillAsync(cancellationToken))
        {
            var one = (char)_buffer[_from++];
            if (one == '\n')
            {
                return line.ToString();
            }

            if (one != '\r')
            {
                line.Append(one);
            }
        }

        return null;
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        (_from, _to) = (0, await _stream.ReadAsync(_buffer, cancellationToken));
        return _to > 0;
    }
}
