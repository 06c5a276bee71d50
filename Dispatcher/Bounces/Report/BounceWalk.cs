using System.Text;
using MimeKit;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>One way through the parts of one message. Tests: BounceMessageTests.</summary>
internal sealed class BounceWalk(MimeMessage message)
{
    private const int MaxParts = 60;
    private const int MaxDepth = 12;
    private const int MaxHeaderFields = 2000;

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
            return new BounceWalk(report).Parts() with { Head = head };
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
                _notice.AddRange(BounceMime.Lines(broken.Preamble ?? broken.Epilogue ?? ""));
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
            _status.AddRange(BounceMime.Lines(Decoded(part)));
            _status.Add("");
        }
        else if (type.EndsWith("/feedback-report", StringComparison.Ordinal))
        {
            _feedback ??= MailFields.Groups(BounceMime.Lines(Decoded(part)), maxGroups: 1) is [var first, ..]
                ? first
                : new();
        }
        else if (
            type.EndsWith("/rfc822-headers", StringComparison.Ordinal)
            || type.EndsWith("rfc822", StringComparison.Ordinal)
        )
        {
            _returned ??= MailFields.Groups(BounceMime.Lines(Decoded(part)), maxGroups: 1) is [var first, ..]
                ? first
                : new();
        }
        else if (type is "text/html")
        {
            _html.AddRange(BounceMime.Lines(HtmlWords.Of(Decoded(part))));
        }
        else if (type.StartsWith("text/", StringComparison.Ordinal) && _returned is null)
        {
            _notice.AddRange(BounceMime.Lines(Decoded(part)));
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
        return Encoding.Latin1.GetString(content.GetBuffer(), 0, (int)Math.Min(content.Length, BounceMime.MaxText));
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
}
