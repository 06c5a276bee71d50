namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>One finished message: exactly the bytes that go out, in CRLF lines, and where to.</summary>
/// <param name="From">Envelope sender (RFC 5321 2.3.1).</param>
/// <param name="To">Envelope recipient.</param>
/// <param name="Head">The header block: every line ends in CRLF, without the empty line after it.</param>
/// <param name="Body">
/// What follows the empty line, in segments. Those in even places are as a rule the same memory in all messages of a
/// dispatch, each from its beginning to its end, and only those between them are this reader's. So who signs messages
/// (RFC 6376) can hash the first one once and go on from there; but the few messages that are rendered plainly share
/// none of it, so look at the memory, not at the place. No line of the body begins with a dot.
/// </param>
internal sealed record OutgoingMessage(
    string From,
    string To,
    string MessageId,
    byte[] Head,
    IReadOnlyList<ReadOnlyMemory<byte>> Body
)
{
    private static readonly byte[] EmptyLine = "\r\n"u8.ToArray();

    /// <summary>Octets in all.</summary>
    public long Size => Head.Length + EmptyLine.Length + Body.Sum(segment => (long)segment.Length);

    /// <summary>Writes the whole message.</summary>
    public async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Head, cancellationToken);
        await stream.WriteAsync(EmptyLine, cancellationToken);
        foreach (var segment in Body)
        {
            await stream.WriteAsync(segment, cancellationToken);
        }
    }
}
