using System.Globalization;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Letters;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Words;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>
/// The objects that templates see. All are read-only script objects, so a template cannot change them.
/// Tests: EditorsGuideTests.
/// </summary>
internal static class RenderScope
{
    /// <summary><c>newsletter</c>: the values that are the same for every issue.</summary>
    public static ScriptObject Newsletter(NewsletterSettings settings) =>
        ReadOnly(
            new NewsletterScope(settings.Words)
            {
                ["name"] = settings.Name,
                ["url"] = settings.BaseUrl,
                ["from_address"] = settings.From.Value,
                ["reply_to"] = settings.ReplyTo?.Value,
                ["postal_lines"] = List(settings.PostalAddress),
                ["lang"] = settings.Language,
                ["dir"] = settings.Words.IsRightToLeft ? "rtl" : "ltr",
                ["start"] = settings.Words.IsRightToLeft ? "right" : "left",
                ["end"] = settings.Words.IsRightToLeft ? "left" : "right",
                ["annual_price"] = settings.AnnualPrice,
                ["trial_days"] = settings.TrialDays,
            }
        );

    /// <summary><c>look</c>: the newsletter's own look, the same for every issue.</summary>
    /// <param name="logo">The address of the logo in the letter; null where it has none.</param>
    /// <param name="logoDark">The same for dark screens.</param>
    public static ScriptObject Look(LookSettings look, string? logo = null, string? logoDark = null) =>
        ReadOnly(
            new()
            {
                ["accent"] = look.Accent.ToString(),
                ["accent_dark"] = look.AccentDark.ToString(),
                ["on_accent"] = look.Accent.OnIt.ToString(),
                ["on_accent_dark"] = look.AccentDark.OnIt.ToString(),

                // Not escaped: a style sheet would show the entity. The list has only safe characters.
                ["font"] = new RawHtml(look.Font.Css),
                ["outlook_font"] = new RawHtml(look.Font.Outlook),
                ["width"] = look.Width,
                ["logo"] = logo,
                ["logo_dark"] = logoDark,
                ["footer_lines"] = List(look.FooterLines),
            }
        );

    /// <summary><c>issue</c>: the values that are the same for every reader, without the body.</summary>
    /// <param name="date">The slot's local date.</param>
    /// <param name="language">The newsletter's, for an issue that names none.</param>
    /// <param name="note">What a correction says was wrong; null for an issue.</param>
    public static ScriptObject Issue(Issue issue, DateOnly date, string language, string? note = null) =>
        new()
        {
            ["title"] = Quotes.Of(issue.Language ?? language).InTitle(issue.Title),
            ["subject"] = issue.Subject,
            ["preheader"] = issue.Preheader,
            ["author"] = issue.Author,
            ["slug"] = issue.Slug,
            ["date"] = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["date_long"] = new LocalDates(issue.Language ?? language).Day(date),
            ["lang"] = issue.Language ?? language,
            ["dir"] = LetterDirection.Of(issue, language),
            ["tags"] = List(issue.Tags),
            ["extra"] = new ExtraScope(issue),
            ["note"] = note,
        };

    /// <summary>A copy of the issue for the code in its own subject and preheader.</summary>
    public static ScriptObject WithoutLines(ScriptObject issue)
    {
        var copy = (ScriptObject)issue.Clone(deep: false);
        copy.Remove("subject");
        copy.Remove("preheader");
        return copy;
    }

    /// <summary>A copy of the issue with its body for one reader.</summary>
    public static ScriptObject WithBody(ScriptObject issue, object body)
    {
        var copy = (ScriptObject)issue.Clone(deep: false);
        copy["body"] = body;
        return ReadOnly(copy);
    }

    /// <summary><c>subscriber</c>: the reader of this message.</summary>
    /// <param name="reference">The reader's pseudonym for other people's pages; null when there is no reader.</param>
    /// <param name="termEndsOn">See <see cref="ReaderValues.TermEndsOn"/>.</param>
    public static ScriptObject Subscriber(Recipient recipient, string? reference, string? termEndsOn = null) =>
        ReadOnly(
            new()
            {
                ["email"] = recipient.Email,
                ["first_name"] = recipient.FirstName,
                ["last_name"] = recipient.LastName,
                ["time_zone"] = recipient.TimeZone,
                ["status"] = recipient.Status,
                ["term"] = recipient.Term,
                ["term_ends_on"] = termEndsOn,
                ["ref"] = reference,
                ["tags"] = List(recipient.Tags),
            }
        );

    /// <summary><c>links</c>: the links signed for the reader.</summary>
    public static ScriptObject Links(ReaderValues reader, LinkBook links, string slug) =>
        ReadOnly(
            new()
            {
                ["unsubscribe"] = reader.Unsubscribe,
                ["manage"] = reader.Manage,
                ["pay"] = reader.Pay,
                ["web"] = links.Web(slug),
                ["subscribe"] = links.Subscribe,
            }
        );

    /// <summary>The <c>links</c> that are the same for every reader.</summary>
    public static ScriptObject SharedLinks(LinkBook links, string slug) =>
        ReadOnly(new() { ["web"] = links.Web(slug), ["subscribe"] = links.Subscribe });

    /// <summary>Puts an object into scope under a name.</summary>
    public static ScriptObject Named(params ReadOnlySpan<(string Name, object Value)> values)
    {
        var scope = new ScriptObject();
        foreach (var (name, value) in values)
        {
            scope[name] = value;
        }

        return ReadOnly(scope);
    }

    private static ScriptObject ReadOnly(ScriptObject value)
    {
        value.IsReadOnly = true;
        return value;
    }

    private static FixedList List(IEnumerable<string> values) => new(values);
}
