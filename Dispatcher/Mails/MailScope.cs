using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Mails;

/// <summary>
/// The objects that the templates of mails see. A mail to a stranger has few of them, so that no template can show
/// more.
/// Tests: MailComposerTests.
/// </summary>
/// <param name="canPay">True when subscribers can pay.</param>
internal sealed class MailScope(NewsletterSettings newsletter, LinkBook links, bool canPay)
{
    /// <summary>Names that a template may ask for although nobody gave a value.</summary>
    private static readonly string[] Known = ["first_issue", "until", "link_matter"];

    private readonly ScriptObject _newsletter = RenderScope.Newsletter(newsletter);
    private readonly ScriptObject _look = RenderScope.Look(
        newsletter.Look,
        MailPictures.Logo(newsletter.Look),
        MailPictures.LogoDark(newsletter.Look)
    );

    /// <returns>Null for a mail that has to bring a link and does not say which.</returns>
    public ScriptObject? Of(DueMail mail, LatestIssue? latest)
    {
        switch (mail.Kind)
        {
            case MailKind.AddressKept:
                return ToOtherAddress(mail, latest, refuse: null);
            case MailKind.AddressChanged:
                return ToOtherAddress(mail, latest, Fresh(mail));
            case MailKind.FreshLink when Fresh(mail) is null:
                return null;
            case var kind when MailRules.IsToStranger(kind):
                return mail.Confirmation is { } confirmation ? ToStranger(mail, confirmation) : null;
        }

        var reader = new ReaderValues(mail.Recipient, links, newsletter);
        return RenderScope.Named(
            ("newsletter", _newsletter),
            ("look", _look),
            ("subscriber", RenderScope.Subscriber(mail.Recipient, reader.Reference, reader.TermEndsOn)),
            (
                "links",
                ReadOnly(
                    new()
                    {
                        ["unsubscribe"] = reader.Unsubscribe,
                        ["manage"] = reader.Manage,
                        ["subscribe"] = links.Subscribe,
                        ["web"] = latest is null ? null : links.Web(latest.IssueSlug),
                        ["pay"] = canPay && newsletter.AnnualPrice is not null ? links.Pay(mail.Recipient) : null,
                        ["fresh"] = Fresh(mail),
                    }
                )
            ),
            ("mail", Values(mail, latest))
        );
    }

    private string? Fresh(DueMail mail) =>
        mail is { LinkSeed: { } seed, LinkMatter: { } matter } ? links.Fresh(matter, seed) : null;

    /// <summary>
    /// No link that opens the subscription. Templates from before have <c>links.manage</c> in the letter to the address
    /// before: it leads to where that address refuses the change.
    /// </summary>
    private ScriptObject ToOtherAddress(DueMail mail, LatestIssue? latest, string? refuse) =>
        RenderScope.Named(
            ("newsletter", _newsletter),
            ("look", _look),
            (
                "subscriber",
                RenderScope.Subscriber(mail.Recipient with { FirstName = null, LastName = null }, reference: null)
            ),
            (
                "links",
                ReadOnly(
                    new()
                    {
                        ["refuse"] = refuse,
                        ["manage"] = refuse ?? links.MailMyLink,
                        ["subscribe"] = links.Subscribe,
                        ["unsubscribe"] = null,
                    }
                )
            ),
            ("mail", Values(mail, latest))
        );

    /// <summary>No word about the person who signed up, and no link that opens a subscription.</summary>
    private ScriptObject ToStranger(DueMail mail, ConfirmationLink confirmation) =>
        RenderScope.Named(
            ("newsletter", _newsletter),
            ("look", _look),
            (
                "links",
                ReadOnly(
                    new()
                    {
                        ["confirm"] = links.Confirm(confirmation.Id, confirmation.ExpiresAt),
                        ["subscribe"] = links.Subscribe,
                    }
                )
            ),
            (
                "mail",
                ReadOnly(
                    new()
                    {
                        ["days"] = Math.Max(1, (int)Math.Round((confirmation.ExpiresAt - mail.CreatedAt).TotalDays)),
                    }
                )
            )
        );

    private ScriptObject Values(DueMail mail, LatestIssue? latest)
    {
        var values = new ScriptObject();
        foreach (var name in Known)
        {
            values[name] = null;
        }

        foreach (var (name, value) in mail.Values.Where(value => value.Key != "link_seed"))
        {
            values[name] = value;
        }

        values["latest_title"] = latest is null ? null : Quotes.Of(newsletter.Language).InTitle(latest.Title);
        values["trial"] = mail.Term is SubscriberTerm.Trial;
        return ReadOnly(values);
    }

    private static ScriptObject ReadOnly(ScriptObject value)
    {
        value.IsReadOnly = true;
        return value;
    }
}
