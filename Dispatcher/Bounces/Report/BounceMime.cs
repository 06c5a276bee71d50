using System.Net;
using System.Text;
using MimeKit;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>Takes a mail apart. Tolerant: what is no MIME is read as plain lines.</summary>
internal static class BounceMime
{
    private const int MaxParts = 60;
    private const int MaxDepth = 12;
    private const int MaxLines = 4000;
    private const int MaxLine = 2000;
    private const int MaxText = 200_000;
    private const int MaxHeaderFields = 2000;

    public static BounceParts Read(byte[] mail)
    {
        // ISO-2022-JP, Windows-1251 and their like, which are not built in.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var bytes = WithLineFeeds(WithoutMailboxLine(mail));
        try
        {
            using var stream = new MemoryStream(bytes, writable: false);
            var message = new MimeParser(stream, MimeFormat.Entity).ParseMessage();
            return new Walk(message).Parts();
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

    private static MailFields Fields(IEnumerable<Header> headers)
    {
        var fields = new MailFields();
        foreach (var header in headers.Take(MaxHeaderFields))
        {
            fields.Add(header.Field, header.Value ?? "");
        }

        return fields;
    }

    /// <summary>One way through the parts of one message.</summary>
    private sealed class Walk(MimeMessage message)
    {
        private readonly List<string> _notice = [];
        private readonly List<string> _html = [];
        private readonly List<string> _status = [];
        private MailFields? _feedback;
        private MailFields? _returned;
        private MimeMessage? _inner;
        private bool _isReport;
        private bool _isOtherReport;
        private int _visited;

        public BounceParts Parts()
        {
            Visit(message.Body, depth: 0);
            var head = Fields(message.Headers);
            if (
                _status.Count == 0
                && !_isOtherReport
                && _inner is { Body: MultipartReport } report
                && BounceKindRule.IsFromDaemon(head)
            )
            {
                // A gateway passed on another system's report in a wrapping of its own. Nobody else writes as a mail
                // system.
                return new Walk(report).Parts() with { Head = head };
            }

            var cut = OriginalMessage.Cut(_notice.Any(line => line.Length > 0) ? _notice : _html);
            return new(head, cut.Notice, _status, _feedback, _returned ?? cut.Returned, _isReport, _isOtherReport);
        }

        private void Visit(MimeEntity? entity, int depth)
        {
            if (entity is null || depth > MaxDepth || ++_visited > MaxParts)
            {
                return;
            }

            switch (entity)
            {
                case Multipart { Count: 0 } broken:
                    _notice.AddRange(Lines(broken.Preamble ?? broken.Epilogue ?? ""));
                    break;
                case Multipart multipart:
                    var type = multipart is MultipartReport report
                        ? report.ReportType?.ToLowerInvariant() ?? "delivery-status"
                        : null;
                    _isReport |= type is "delivery-status";
                    _isOtherReport |= type is "disposition-notification" or "tlsrpt";
                    foreach (var part in multipart.Take(MaxParts))
                    {
                        Visit(part, depth + 1);
                    }

                    break;
                case MessagePart { Message: { } inner }:
                    _returned ??= Fields(inner.Headers);
                    _inner ??= inner;
                    break;
                case MimePart part:
                    Keep(part, $"{part.ContentType.MediaType}/{part.ContentType.MediaSubtype}".ToLowerInvariant());
                    break;
            }
        }

        private void Keep(MimePart part, string type)
        {
            if (type.EndsWith("/disposition-notification", StringComparison.Ordinal))
            {
                _isOtherReport = true;
            }
            else if (type.EndsWith("delivery-status", StringComparison.Ordinal))
            {
                _status.AddRange(Lines(Decoded(part)));
                _status.Add("");
            }
            else if (type.EndsWith("/feedback-report", StringComparison.Ordinal))
            {
                _feedback ??= MailFields.Groups(Lines(Decoded(part)), maxGroups: 1) is [var first, ..] ? first : new();
            }
            else if (
                type.EndsWith("/rfc822-headers", StringComparison.Ordinal)
                || type.EndsWith("rfc822", StringComparison.Ordinal)
            )
            {
                _returned ??= MailFields.Groups(Lines(Decoded(part)), maxGroups: 1) is [var first, ..] ? first : new();
            }
            else if (type is "text/html")
            {
                _html.AddRange(Lines(PlainText(Decoded(part))));
            }
            else if (type.StartsWith("text/", StringComparison.Ordinal) && _returned is null)
            {
                _notice.AddRange(Lines(Decoded(part)));
                _notice.Add("");
            }
        }

        private static string Decoded(MimePart part)
        {
            if (part is TextPart text)
            {
                return text.Text ?? "";
            }

            if (part.Content is null)
            {
                return "";
            }

            using var content = new MemoryStream();
            part.Content.DecodeTo(content);
            return Encoding.Latin1.GetString(content.GetBuffer(), 0, (int)Math.Min(content.Length, MaxText));
        }

        /// <summary>The words of a page, a line for each block; for reading only, never shown as a page.</summary>
        private static string PlainText(string html)
        {
            var text = new StringBuilder();
            var rest = html.AsSpan(0, Math.Min(html.Length, MaxText));
            while (!rest.IsEmpty)
            {
                var tag = rest.IndexOf('<');
                text.Append(tag < 0 ? rest : rest[..tag]);
                if (tag < 0)
                {
                    break;
                }

                rest = rest[tag..];
                var hidden =
                    rest.StartsWith("<style", StringComparison.OrdinalIgnoreCase) ? "</style"
                    : rest.StartsWith("<script", StringComparison.OrdinalIgnoreCase) ? "</script"
                    : null;
                var skip = hidden is null ? 0 : Math.Max(0, rest.IndexOf(hidden, StringComparison.OrdinalIgnoreCase));
                text.Append(StartsBlock(rest) ? '\n' : ' ');
                var end = rest[skip..].IndexOf('>');
                rest = end < 0 ? [] : rest[(skip + end + 1)..];
            }

            return WebUtility.HtmlDecode(text.ToString());
        }

        private static bool StartsBlock(ReadOnlySpan<char> tag) =>
            tag.StartsWith("<br", StringComparison.OrdinalIgnoreCase)
            || tag.StartsWith("<p", StringComparison.OrdinalIgnoreCase)
            || tag.StartsWith("</p", StringComparison.OrdinalIgnoreCase)
            || tag.StartsWith("<div", StringComparison.OrdinalIgnoreCase)
            || tag.StartsWith("<tr", StringComparison.OrdinalIgnoreCase)
            || tag.StartsWith("<h", StringComparison.OrdinalIgnoreCase);
    }
}
