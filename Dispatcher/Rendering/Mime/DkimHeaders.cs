using System.Text;

namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// The headers of a message in the relaxed form in which they are signed (RFC 6376 3.4.2).
/// Tests: DkimSignerTests.
/// </summary>
internal sealed class DkimHeaders
{
    private readonly Dictionary<string, List<byte[]>> _byName = new(StringComparer.Ordinal);

    /// <param name="head">Each line ends in CRLF; the last one may end without.</param>
    public static DkimHeaders Read(ReadOnlySpan<byte> head)
    {
        var headers = new DkimHeaders();
        while (!head.IsEmpty)
        {
            var length = HeaderLength(head);
            headers.Add(head[..length]);
            head = head[length..];
        }

        return headers;
    }

    /// <summary>How often a header occurs.</summary>
    /// <param name="name">The name in lower case.</param>
    public int Count(string name) => _byName.TryGetValue(name, out var headers) ? headers.Count : 0;

    /// <summary>
    /// Writes headers by name, the last one of a name first. A name that occurs more often than its headers writes
    /// nothing for the rest (RFC 6376 5.4.2).
    /// </summary>
    public void WriteRelaxed(ByteWriter target, IEnumerable<string> names)
    {
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var before = used.GetValueOrDefault(name);
            if (before < Count(name))
            {
                target.Write(_byName[name][^(before + 1)]);
            }

            used[name] = before + 1;
        }
    }

    /// <summary>The octets of the first header, including its continuation lines.</summary>
    private static int HeaderLength(ReadOnlySpan<byte> head)
    {
        for (var at = 0; ; )
        {
            var end = head[at..].IndexOf("\r\n"u8);
            if (end < 0)
            {
                return head.Length;
            }

            at += end + 2;
            if (at == head.Length || head[at] is not ((byte)' ' or (byte)'\t'))
            {
                return at;
            }
        }
    }

    private void Add(ReadOnlySpan<byte> header)
    {
        var colon = header.IndexOf((byte)':');
        if (colon <= 0)
        {
            return;
        }

        var name = Encoding.ASCII.GetString(header[..colon]).TrimEnd().ToLowerInvariant();
        using var relaxed = new ByteWriter(header.Length + 2);
        relaxed.WriteAscii(name);
        relaxed.Write(":"u8);
        var start = relaxed.Length;
        var isSpace = false;
        foreach (var octet in header[(colon + 1)..])
        {
            if (octet is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                isSpace = true;
                continue;
            }

            if (isSpace && relaxed.Length > start)
            {
                relaxed.Write(" "u8);
            }

            isSpace = false;
            relaxed.Write([octet]);
        }

        relaxed.Write("\r\n"u8);
        if (!_byName.TryGetValue(name, out var headers))
        {
            _byName[name] = headers = [];
        }

        headers.Add(relaxed.ToArray());
    }
}
