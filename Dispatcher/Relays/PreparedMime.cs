using MimeKit;
using MimeKit.IO;
using Newsletter.Dispatcher.Rendering.Mime;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// Lets MailKit carry bytes that are finished: what it writes is what <see cref="OutgoingMessage"/> holds.
/// Tests: RelayPoolTests.
/// </summary>
internal static class PreparedMime
{
    /// <summary>The message as MailKit takes it. The caller disposes it, or its buffers pile up.</summary>
    public static MimeMessage Wrap(OutgoingMessage message)
    {
        var headers = new HeaderList { new HeaderBlock(message.Head) };
        return new MimeMessage(headers) { Body = new PreparedBody(message.Body) };
    }

    /// <summary>A whole header block as one "invalid" header, which MimeKit writes out verbatim.</summary>
    private sealed class HeaderBlock(byte[] block) : Header(ParserOptions.Default, block, [], invalid: true);

    /// <summary>A body without headers of its own that writes its segments.</summary>
    private sealed class PreparedBody : MimeEntity
    {
        private readonly IReadOnlyList<ReadOnlyMemory<byte>> _segments;

        public PreparedBody(IReadOnlyList<ReadOnlyMemory<byte>> segments)
            : base(new ContentType("application", "octet-stream"))
        {
            _segments = segments;
            Headers.Clear();
        }

        /// <summary>Nothing to prepare: the bytes are 7-bit clean, in CRLF lines of at most 998 octets.</summary>
        public override void Prepare(EncodingConstraint constraint, int maxLineLength = 78) { }

        public override void WriteTo(
            FormatOptions options,
            Stream stream,
            bool contentOnly,
            CancellationToken cancellationToken = default
        )
        {
            foreach (var segment in _segments)
            {
                stream.Write(segment.Span);
            }
        }

        public override async Task WriteToAsync(
            FormatOptions options,
            Stream stream,
            bool contentOnly,
            CancellationToken cancellationToken = default
        )
        {
            var wire = await BehindDotsAsync(stream, cancellationToken);
            foreach (var segment in _segments)
            {
                await wire.WriteAsync(segment, cancellationToken);
            }
        }

        /// <summary>
        /// MailKit's filter looks at each byte for lines that begin with a dot (RFC 5321 4.5.2), which costs more than
        /// all the rest of the message. No line of a body of ours begins with one, so it is written behind the filter.
        /// </summary>
        private static async ValueTask<Stream> BehindDotsAsync(Stream stream, CancellationToken cancellationToken)
        {
            if (stream is not FilteredStream filtered)
            {
                return stream;
            }

            // The headers were written through the filter: flush them before bypassing it.
            await filtered.FlushAsync(cancellationToken);
            return filtered.Source;
        }
    }
}
