using System.Security.Cryptography;
using System.Text;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// Signs finished messages with each key of the settings (RFC 6376), so that a receiver can verify the sender's domain.
/// </summary>
/// <remarks>
/// <para>Canonicalization is relaxed/simple: relays may fold headers again, but they have no reason to change a
/// quoted-printable body. So the body is hashed unchanged, and its first segment, which the messages of a dispatch
/// share, is hashed once.</para>
/// <para>A signature contains no time, so that the same message always has the same bytes.</para>
/// <para>MimeKit can sign, too, but it must parse the message first and uses its own RSA; that costs several times as
/// much as the rest of the message. The tests use its verifier.</para>
/// </remarks>
internal sealed class DkimSigner(IReadOnlyList<DkimSettings> keys) : IDisposable
{
    /// <summary>
    /// The headers that are signed if they exist. Each is named once more than it occurs, so that an added one breaks
    /// the signature (RFC 6376 8.15).
    /// </summary>
    private static readonly string[] Signed =
    [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "reply-to",
        "cc",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "list-id",
        "list-unsubscribe",
        "list-unsubscribe-post",
        "feedback-id",
        "auto-submitted",
        "precedence",
        "in-reply-to",
        "references",
    ];

    private readonly ThreadLocal<SharedStart> _start = new(() => new SharedStart());

    /// <summary>
    /// The message with a signature of each key above its headers; the unchanged message when there is no key.
    /// </summary>
    public OutgoingMessage Sign(OutgoingMessage message)
    {
        if (keys.Count == 0)
        {
            return message;
        }

        var bodyHash = Convert.ToBase64String(_start.Value!.Hash(message.Body));
        var headers = DkimHeaders.Read(message.Head);
        using var head = new ByteWriter(message.Head.Length + (keys.Count * 800));
        foreach (var key in keys)
        {
            head.WriteAscii(Signature(key, headers, bodyHash));
        }

        head.Write(message.Head);
        return message with { Head = head.ToArray() };
    }

    public void Dispose() => _start.Dispose();

    /// <summary>The signature header, including its line breaks.</summary>
    private static string Signature(DkimSettings key, DkimHeaders headers, string bodyHash)
    {
        var names = Signed.SelectMany(name => Enumerable.Repeat(name, headers.Count(name) + 1)).ToList();
        var unsigned =
            $"DKIM-Signature: v=1; a={key.Key.Algorithm}; c=relaxed/simple; d={key.Domain}; s={key.Selector};\r\n"
            + $"\th={Folded(names)};\r\n\tbh={bodyHash};\r\n\tb=";
        using var data = new ByteWriter();
        headers.WriteRelaxed(data, names);
        DkimHeaders.Read(Encoding.ASCII.GetBytes(unsigned)).WriteRelaxed(data, ["dkim-signature"]);

        // The signature's own header is hashed without the line break at its end (RFC 6376 3.7).
        var hash = SHA256.HashData(data.Written[..^2]);
        var signature = Convert.ToBase64String(key.Key.Sign(hash));
        return $"{unsigned}{string.Join("\r\n\t ", signature.Chunk(72).Select(line => new string(line)))}\r\n";
    }

    private static string Folded(List<string> names)
    {
        var text = new StringBuilder();
        var line = 4;
        foreach (var name in names)
        {
            if (text.Length > 0)
            {
                text.Append(':');
                line++;
            }

            if (line + name.Length > 74)
            {
                text.Append("\r\n\t ");
                line = 2;
            }

            text.Append(name);
            line += name.Length;
        }

        return text.ToString();
    }

    /// <summary>A thread's cached hash of the segment that all messages of a dispatch begin with.</summary>
    private sealed class SharedStart : IDisposable
    {
        private static readonly byte[] LineBreak = "\r\n"u8.ToArray();

        private ReadOnlyMemory<byte> _first;
        private IncrementalHash? _hash;

        /// <summary>
        /// The hash of a body in simple canonicalization: empty lines at its end are dropped, and it ends in a line
        /// break (RFC 6376 3.4.3).
        /// </summary>
        public byte[] Hash(IReadOnlyList<ReadOnlyMemory<byte>> body)
        {
            if (body.Count < 2 || !EndsAsItShould(body[^1].Span))
            {
                return SHA256.HashData(Simple([.. body.SelectMany(segment => segment.ToArray())]));
            }

            if (_hash is null || !_first.Equals(body[0]))
            {
                _hash?.Dispose();
                _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                _hash.AppendData(body[0].Span);
                _first = body[0];
            }

            using var whole = _hash.Clone();
            foreach (var segment in body.Skip(1))
            {
                whole.AppendData(segment.Span);
            }

            return whole.GetHashAndReset();
        }

        public void Dispose() => _hash?.Dispose();

        private static bool EndsAsItShould(ReadOnlySpan<byte> last) =>
            last.Length >= 4 && last.EndsWith(LineBreak) && !last[..^2].EndsWith(LineBreak);

        private static byte[] Simple(byte[] body)
        {
            var end = body.Length;
            while (end >= 2 && body[end - 1] == '\n' && body[end - 2] == '\r')
            {
                end -= 2;
            }

            return [.. body.AsSpan(0, end), .. LineBreak];
        }
    }
}
