namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// One finished message: the exact bytes that are sent, in CRLF lines, and the envelope.
/// Tests: MessageComposerTests.
/// </summary>
/// <param name="From">Envelope sender (RFC 5321 2.3.1).</param>
/// <param name="To">Envelope recipient.</param>
/// <param name="Head">The header block: each line ends in CRLF; without the empty line after it.</param>
/// <param name="Body">The body after the empty line, in segments. In most messages of a dispatch, the segments at even
/// positions are the same memory, and only those between are this reader's. So the signer (RFC 6376) can hash the first
/// segment once and continue from there. The few messages that are rendered as a whole share no segment, so compare the
/// memory and not the position. No line of the body begins with a dot.</param>
internal sealed record OutgoingMessage(
    string From,
    string To,
    string MessageId,
    byte[] Head,
    IReadOnlyList<ReadOnlyMemory<byte>> Body
)
{
    private static readonly byte[] EmptyLine = "\r\n"u8.ToArray();

    /// <summary>The size of the message in octets.</summary>
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
