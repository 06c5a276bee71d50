using System.Text;
using MimeKit.Utils;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Letters;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Mails;

/// <summary>Makes the mails to one person: renders the templates of the mail's kind and adds the headers.</summary>
/// <remarks>The same row and templates always make the same bytes, Message-ID and Date included.</remarks>
/// <param name="canPay">True when subscribers can pay.</param>
/// <param name="signer">Null when the relay signs.</param>
/// <param name="returnPath">Makes the envelope sender of each mail; null uses the newsletter's address for all.</param>
internal sealed class MailComposer(
    NewsletterSettings newsletter,
    SignedToken tokens,
    bool canPay,
    DkimSigner? signer = null,
    ReturnPath? returnPath = null
)
{
    private readonly LinkBook _links = new(newsletter.BaseUrl, tokens);
    private readonly MailScope _scope = new(newsletter, new LinkBook(newsletter.BaseUrl, tokens), canPay);
    private readonly LetterPage _dress = new();
    private readonly string _domain = newsletter.From.Domain;

    /// <param name="latest">The latest issue that was sent; null when none was sent.</param>
    /// <param name="problem">Why there is no message; null when there is one.</param>
    public OutgoingMessage? Compose(DueMail mail, TemplateSet templates, LatestIssue? latest, out Problem? problem)
    {
        if (Page(mail, templates, latest, out problem) is not { } page)
        {
            return null;
        }

        var pictures = new MailPictures(newsletter.Look, templates).Of(mail.Kind.Word(), out problem);
        return problem is null ? Message(mail, MailSubject.Of(page.Html)!, page.Text, page.Html, pictures) : null;
    }

    /// <summary>
    /// An issue once more, as its dispatch sent it and with a Message-ID of its own: a receiver that put the first one
    /// away would drop a second with the same.
    /// </summary>
    /// <param name="copy">Null when the issue is not kept any more.</param>
    /// <param name="problem">Why there is no message; empty when there is one.</param>
    public OutgoingMessage? Compose(DueMail mail, IssueCopy? copy, out string problem)
    {
        if (copy is null)
        {
            problem = "the files of the issue are not kept any more";
            return null;
        }

        var (issue, problems) = CompiledIssue.CompilePlain(IssuePackage.Thaw(copy.Files), newsletter, copy.SlotDate);
        if (issue is null)
        {
            problem = problems.First(one => one.Severity is Severity.Error).ToString();
            return null;
        }

        var composer = new MessageComposer(
            issue,
            newsletter,
            tokens,
            dispatchId: 0,
            TimeZoneInfo.ConvertTime(mail.CreatedAt, newsletter.TimeZone),
            signer: signer,
            returnPath: returnPath,
            mailId: mail.Id
        );
        var message = composer.Compose(mail.Recipient with { Tags = copy.Tags }, out var fault);
        problem = fault ?? "";
        return message;
    }

    /// <summary>The page of a mail, which has a subject.</summary>
    /// <param name="problem">Why there is none; null when there is one.</param>
    public FinishedPage? Page(DueMail mail, TemplateSet templates, LatestIssue? latest, out Problem? problem)
    {
        var file = $"templates/{mail.Kind.Word()}{TemplateSet.HtmlSuffix}";
        if (_scope.Of(mail, latest) is not { } scope)
        {
            problem = Findings.MailFails.At(file, 0, 0, "the mail does not say which link it brings.");
            return null;
        }

        var html = Render(mail.Kind.Word(), TemplateKind.Html, templates, scope, out problem);
        if (html is null)
        {
            problem ??= Findings.TemplateMissing.At(file, 0, 0, templates.Missing(mail.Kind.Word()));
            return null;
        }

        if (MailSubject.Of(html) is null)
        {
            problem = Findings.MailFails.At(file, 0, 0, "has no <title>, which is the subject of the mail.");
            return null;
        }

        var text = Render(mail.Kind.Word(), TemplateKind.Text, templates, scope, out problem);
        return problem is null
            ? new FinishedPage(
                _dress.Dress(html),
                text ?? HtmlToText.Convert(html),
                file,
                text is null ? null : $"templates/{mail.Kind.Word()}{TemplateSet.TextSuffix}",
                MailRules.IsToSubscriber(mail.Kind) ? _links.Unsubscribe(mail.Recipient) : null
            )
            : null;
    }

    /// <returns>Null when there is a problem, or no such template.</returns>
    private static string? Render(
        string kind,
        TemplateKind part,
        TemplateSet templates,
        ScriptObject scope,
        out Problem? problem
    )
    {
        problem = null;
        return templates.Find(kind, part) is { } template
            ? Sandbox.Render(template, part, templates.Partials(part), [scope], out problem)
            : null;
    }

    private OutgoingMessage Message(
        DueMail mail,
        string subject,
        string text,
        string html,
        IReadOnlyList<ReadOnlyMemory<byte>> pictures
    )
    {
        // No dispatch has the number 0, so no delivery has this name.
        var name = tokens.DeliveryName(dispatchId: 0, mail.Id);
        var messageId = MessageIds.Of(mail.Kind.Word(), name, _domain);
        var sender = returnPath?.For(new ReturnedMessage(IsMail: true, mail.Id, mail.SubscriberId));
        using var head = new ByteWriter(2048);
        WriteHeaders(head, mail, subject);
        ToHeader.Write(head, MailRules.IsToStranger(mail.Kind) ? null : mail.Recipient.FullName, mail.Email);
        head.Write("Message-ID: <"u8);
        head.WriteAscii(messageId);
        head.Write(">\r\n"u8);
        if (MailRules.IsToSubscriber(mail.Kind))
        {
            head.Write("List-Unsubscribe: <"u8);
            head.WriteAscii(_links.Unsubscribe(mail.Recipient));
            UnsubscribeByMail.Write(head, sender);
            head.Write(">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"u8);
        }

        head.Write(Encoding.ASCII.GetBytes($"Content-Type: {MimeBody.ContentType(name)}\r\n"));
        var message = new OutgoingMessage(
            sender ?? newsletter.From.Value,
            mail.Email,
            messageId,
            head.ToArray(),
            MimeBody.Write(MimeBody.Frame(name, pictures), text, html)
        );
        return signer?.Sign(message) ?? message;
    }

    private void WriteHeaders(ByteWriter head, DueMail mail, string subject)
    {
        MailHeaders.Mailbox(head, "From", newsletter.FromName, newsletter.From.Value);
        MailHeaders.Text(head, "Subject", subject);
        MailHeaders.Plain(
            head,
            "Date",
            DateUtils.FormatDate(TimeZoneInfo.ConvertTime(mail.CreatedAt, newsletter.TimeZone))
        );
        MailHeaders.Plain(
            head,
            FeedbackId.Header,
            FeedbackId.Of(mail.Kind.Word(), "mail", ListNames.Of(newsletter.Name), _domain)
        );

        // Tells vacation responders not to answer (RFC 3834 section 2).
        MailHeaders.Plain(head, "Auto-Submitted", "auto-generated");
        MailHeaders.Plain(head, "MIME-Version", "1.0");
        if (newsletter.ReplyTo is { } replyTo)
        {
            MailHeaders.Plain(head, "Reply-To", replyTo.Value);
        }
    }
}
