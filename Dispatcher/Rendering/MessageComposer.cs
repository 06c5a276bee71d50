using System.Text;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Splicing;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>Makes the messages of one dispatch: the rendered issue with the headers that inboxes require.</summary>
/// <remarks>
/// The frozen issue, the delivery and the settings decide all bytes of a message: a second rendering gives the same
/// bytes, Message-ID and Date included, so that a receiver can drop a second copy.
/// </remarks>
internal sealed class MessageComposer
{
    private readonly CompiledIssue _issue;
    private readonly NewsletterSettings _newsletter;
    private readonly LinkBook _links;
    private readonly SignedToken _tokens;
    private readonly long _dispatchId;
    private readonly long? _mailId;
    private readonly byte[] _sharedHeaders;

    /// <summary>Stands before each subject; empty for an issue.</summary>
    private readonly string _mark;

    private readonly byte[] _contentType;
    private readonly string _domain;
    private readonly DkimSigner? _signer;
    private readonly ReturnPath? _returnPath;
    private readonly MimeFrame _frame;

    /// <summary>Null when each message must be rendered as a whole.</summary>
    private readonly SplicedBody? _body;

    /// <param name="dispatchId">0 for a preview or a test.</param>
    /// <param name="date">The Date header of every message of the dispatch.</param>
    /// <param name="isTest">Marks the subject with <c>[TEST]</c>.</param>
    /// <param name="signer">Null when the relay signs.</param>
    /// <param name="returnPath">Makes the envelope sender of each delivery; null uses the newsletter's address for
    /// all.</param>
    /// <param name="mailId">The mail that sends the issue to one reader once more; null for a dispatch.</param>
    public MessageComposer(
        CompiledIssue issue,
        NewsletterSettings newsletter,
        SignedToken tokens,
        long dispatchId,
        DateTimeOffset date,
        bool isTest = false,
        DkimSigner? signer = null,
        ReturnPath? returnPath = null,
        long? mailId = null
    )
    {
        _returnPath = dispatchId == 0 && mailId is null ? null : returnPath;
        _mailId = mailId;
        _issue = issue;
        _signer = signer;
        _newsletter = newsletter;
        _tokens = tokens;
        _links = new LinkBook(newsletter.BaseUrl, tokens);
        _dispatchId = dispatchId;
        _domain = newsletter.From.Domain;
        _mark = isTest ? "[TEST] " : "";
        _sharedHeaders = SharedHeaders(date);

        // No subscriber has the number 0, so this name belongs to the dispatch only.
        var boundary = tokens.DeliveryName(dispatchId, subscriberId: 0);
        _contentType = Encoding.ASCII.GetBytes($"Content-Type: {MimeBody.ContentType(boundary)}\r\n");
        _frame = MimeBody.Frame(boundary, issue.ImageParts);
        _body = issue.Spliced is { } spliced ? SplicedBody.Of(_frame, spliced) : null;
    }

    /// <summary>Makes the finished message for one reader.</summary>
    /// <param name="problem">Why there is no message: the error of a template about this reader's data; null
    /// otherwise.</param>
    public OutgoingMessage? Compose(Recipient recipient, out string? problem)
    {
        problem = null;
        var reader = new ReaderValues(recipient, _links, _newsletter);
        if (SubjectFor(reader, out problem) is not { } subject)
        {
            return null;
        }

        if ((_body?.Fill(reader, _links) ?? Plain(recipient, out problem)) is not { } body)
        {
            return null;
        }

        var messageId = MessageIds.Of(
            _issue.Issue.Slug,
            _tokens.DeliveryName(_dispatchId, _mailId ?? recipient.SubscriberId),
            _domain
        );
        var sender = _returnPath?.For(
            new ReturnedMessage(IsMail: _mailId is not null, _mailId ?? _dispatchId, recipient.SubscriberId)
        );
        var message = new OutgoingMessage(
            sender ?? _newsletter.From.Value,
            recipient.Email,
            messageId,
            Head(reader, subject, messageId, sender),
            body
        );
        return _signer?.Sign(message) ?? message;
    }

    /// <summary>
    /// The body of a message that cannot be spliced. Rendering it as a whole also gives the best error when it fails.
    /// </summary>
    private ReadOnlyMemory<byte>[]? Plain(Recipient recipient, out string? problem)
    {
        var rendered = _issue.Render(recipient, _links, out var fault);
        problem = fault?.ToString();
        return rendered is null ? null : MimeBody.Write(_frame, rendered.Text, rendered.Html);
    }

    private string? SubjectFor(ReaderValues reader, out string? problem)
    {
        var subject = _issue.SubjectFor(reader, _links, out var fault);
        problem = fault?.ToString();
        return subject;
    }

    private byte[] SharedHeaders(DateTimeOffset date)
    {
        var list = ListNames.Of(_newsletter.Name);
        using var head = new ByteWriter(2048);
        MailHeaders.Mailbox(head, "From", _newsletter.FromName, _newsletter.From.Value);
        if (_issue.Subject is null)
        {
            MailHeaders.Text(head, "Subject", _mark + _issue.Issue.Subject);
        }

        MailHeaders.Plain(head, "Date", MimeKit.Utils.DateUtils.FormatDate(date));
        MailHeaders.ListId(head, _newsletter.Name, $"{list}.{_domain}");
        MailHeaders.Plain(head, FeedbackId.Header, FeedbackId.Of(_issue.Issue.Slug, "issue", list, _domain));

        // RFC 8058 3.1: without this header, mail programs would open the one-click address as a page.
        MailHeaders.Plain(head, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");

        // These two headers tell vacation responders not to answer a newsletter (RFC 3834 section 2).
        MailHeaders.Plain(head, "Precedence", "bulk");
        MailHeaders.Plain(head, "Auto-Submitted", "auto-generated");
        MailHeaders.Plain(head, "MIME-Version", "1.0");
        if (_newsletter.ReplyTo is { } replyTo)
        {
            MailHeaders.Plain(head, "Reply-To", replyTo.Value);
        }

        return head.ToArray();
    }

    private byte[] Head(ReaderValues reader, string subject, string messageId, string? returnPath)
    {
        using var head = new ByteWriter(2048);
        head.Write(_sharedHeaders);
        if (_issue.Subject is not null)
        {
            MailHeaders.Text(head, "Subject", _mark + subject);
        }

        ToHeader.Write(head, reader.Recipient.FullName, reader.Recipient.Email);
        head.Write("Message-ID: <"u8);
        head.WriteAscii(messageId);
        head.Write(">\r\nList-Unsubscribe: <"u8);
        head.WriteAscii(reader.Unsubscribe);
        UnsubscribeByMail.Write(head, returnPath);
        head.Write(">\r\n"u8);
        head.Write(_contentType);
        return head.ToArray();
    }
}
