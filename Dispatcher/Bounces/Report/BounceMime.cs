using System.Text;
using MimeKit;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>Takes a mail apart. Tolerant: what is no MIME is read as plain lines. Tests: BounceMessageTests.</summary>
internal static class BounceMime
{
    private const int MaxLines = 4000;
    private const int MaxLine = 2000;

    /// <summary>Characters of a text that are read.</summary>
    public const int MaxText = 200_000;

    public static BounceParts Read(byte[] mail)
    {
        var bytes = WithLineFeeds(WithoutMailboxLine(mail));
        try
        {
            using var stream = new MemoryStream(bytes, writable: false);
            var message = new MimeParser(stream, MimeFormat.Entity).ParseMessage();
            return new BounceWalk(message).Parts();
        }
        catch (Exception e)
            when (e
                    is FormatException
                        or ArgumentException
                        or InvalidOperationException
                        or NotSupportedException
                        or IOException
            )
        {
            return AsPlainText(bytes);
        }
    }

    /// <summary>Lines of a text, capped in number and length.</summary>
    public static IReadOnlyList<string> Lines(string text)
    {
        var lines = new List<string>();
        foreach (var line in text.AsSpan(0, Math.Min(text.Length, MaxText)).EnumerateLines())
        {
            lines.Add(line[..Math.Min(line.Length, MaxLine)].ToString());
            if (lines.Count >= MaxLines)
            {
                break;
            }
        }

        return lines;
    }

    /// <summary>
    /// A spool of mails starts each with <c>From sender date</c> (RFC 4155), which is no header field.
    /// </summary>
    private static ReadOnlySpan<byte> WithoutMailboxLine(ReadOnlySpan<byte> mail)
    {
        mail = mail.TrimStart("\r\n\xEF\xBB\xBF "u8);
        return mail.StartsWith("From "u8) && mail.IndexOfAny((byte)'\r', (byte)'\n') is var end and >= 0
            ? mail[end..].TrimStart("\r\n"u8)
            : mail;
    }

    /// <summary>Files of old Macs end their lines by CR alone, which MimeKit reads as one line.</summary>
    private static byte[] WithLineFeeds(ReadOnlySpan<byte> mail)
    {
        var bytes = mail.ToArray();
        if (mail.Count((byte)'\r') > 4 * (mail.Count((byte)'\n') + 1))
        {
            bytes.AsSpan().Replace((byte)'\r', (byte)'\n');
        }

        return bytes;
    }

    private static BounceParts AsPlainText(byte[] bytes)
    {
        var lines = Lines(Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, MaxText)));
        var head = MailFields.Groups(lines.TakeWhile(line => line.Length > 0), maxGroups: 1) is [var first, ..]
            ? first
            : new();
        var notice = OriginalMessage.Cut([.. lines.SkipWhile(line => line.Length > 0)]);
        return new(head, notice.Notice, [], Feedback: null, notice.Returned);
    }
}
