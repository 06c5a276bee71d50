using System.Text;
using MimeKit;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>Headers as bytes; MimeKit quotes, encodes and folds them.</summary>
internal static class MailHeaders
{
    private static readonly FormatOptions Format = new() { NewLineFormat = NewLineFormat.Dos };

    /// <summary>The headers in CRLF lines, without the empty line that a body would follow: more of them may come.</summary>
    public static byte[] Block(HeaderList headers)
    {
        using var stream = new MemoryStream();
        headers.WriteTo(Format, stream);
        return stream.ToArray()[..^2];
    }

    /// <summary>A name and an address as a header has them (RFC 5322 3.4, RFC 2047).</summary>
    public static string Mailbox(string? name, string address) => new MailboxAddress(Encoding.UTF8, name ?? "", address).ToString(encode: true);
}
