using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Mails;

/// <summary>
/// The objects that the templates of mails see. A mail to a stranger has few of them, so that no template can show
/// more.
/// </summary>
/// <param name="canPay">True when subscribers can pay.</param>
internal sealed class MailScope(NewsletterSettings newsletter, LinkBook links, bool canPay)
{
    /// <summary>Names that a template may use even when the mail has no value for them.</summary>
    private static readonly string[] Known = ["first_issue", "until"];

    private readonly ScriptObject _newsletter = RenderScope.Newsletter(newsletter);

    /// <returns>Null for a mail that asks for a confirmation and does not name it.</returns>
    public ScriptObject? Of(DueMail mail, LatestIssue? latest)
    {
        if (MailRules.IsToStranger(mail.Kind))
        {
            return mail.Confirmation is { } confirmation ? ToStranger(mail, confirmation) : null;
        }

        var reader = new ReaderValues(mail.Recipient, links);
        return RenderScope.Named(
            ("newsletter", _newsletter),
            ("subscriber", RenderScope.Subscriber(mail.Recipient, reader.Reference)),
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
                    }
                )
            ),
            ("mail", Values(mail, latest))
        );
    }

    /// <summary>Contains nothing that a stranger typed, and no link to a subscription.</summary>
    private ScriptObject ToStranger(DueMail mail, ConfirmationLink confirmation) =>
        RenderScope.Named(
            ("newsletter", _newsletter),
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

    private static ScriptObject Values(DueMail mail, LatestIssue? latest)
    {
        var values = new ScriptObject();
        foreach (var name in Known)
        {
            values[name] = null;
        }

        foreach (var (name, value) in mail.Values)
        {
            values[name] = value;
        }

        values["latest_title"] = latest?.Title;
        values["trial"] = mail.Term is "trial";
        return ReadOnly(values);
    }

    private static ScriptObject ReadOnly(ScriptObject value)
    {
        value.IsReadOnly = true;
        return value;
    }
}
