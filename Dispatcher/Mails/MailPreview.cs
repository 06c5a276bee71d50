using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Mails;

/// <summary>
/// Makes each mail to one person as an invented reader gets it, with the composer that makes the real ones. The links
/// name nobody, and nothing is sent.
/// </summary>
internal sealed class MailPreview(NewsletterSettings newsletter, NewsletterFolder folder, TimeProvider clock)
{
    /// <summary>Its links open nothing, whatever keys the newsletter has.</summary>
    private static readonly SignedToken Tokens = new([new SigningKey("sample", new byte[32])]);

    /// <param name="reader">Who gets it.</param>
    /// <param name="language">One of <see cref="Words.WordTable.Languages"/>.</param>
    /// <returns>The mail, taken apart as a mail program does it; or what is wrong with its templates.</returns>
    public async Task<(ShownMail? Mail, IReadOnlyList<Problem> Problems)> MakeAsync(
        MailKind kind,
        InventedReader reader,
        string language,
        CancellationToken cancellationToken
    )
    {
        var (templates, unparsed) = TemplateSet.Load(folder.Templates);
        var needed = TemplateReach.Names(templates, kind.Word()).ToHashSet(StringComparer.Ordinal);
        var broken = unparsed.Where(problem => needed.Contains(problem.File["templates/".Length..])).ToList();
        if (broken.Count > 0)
        {
            return (null, broken);
        }

        var composer = new MailComposer(newsletter with { Language = language }, Tokens, newsletter.CanPay);
        return
            composer.Compose(Mail(kind, reader, language), templates, MailTemplates.Latest, out var problem)
                is { } message
            ? (await ShownMail.OfAsync(message, new Dictionary<string, byte[]>(), cancellationToken), [])
            : (null, [problem!]);
    }

    private DueMail Mail(MailKind kind, InventedReader reader, string language)
    {
        var recipient = reader.Recipient;
        return MailTemplates.Sample(kind, isFull: true, clock.GetUtcNow(), language) with
        {
            Email = recipient.Email,
            FirstName = recipient.FirstName,
            LastName = recipient.LastName,
            TimeZone = recipient.TimeZone,
            Term = recipient.Term is { } term ? SubscriberTerms.Words.Find(term) : null,
        };
    }
}
