using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MimeKit;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Tests.Mails;

/// <summary>Every letter speaks the newsletter's language, in both parts and in its subject.</summary>
[TestFixture]
internal sealed partial class MailLanguageTests
{
    private static readonly LatestIssue Latest = new() { IssueSlug = "ausgabe", Title = "12345" };

    private static readonly TemplateSet Templates = TemplateSet
        .Load(Path.Combine(Corpora.Repository(), "templates"))
        .Templates;

    private static IEnumerable<TestCaseData> Letters =>
        from language in WordTable.Languages.Skip(1)
        from kind in MailKinds.WithTemplate
        select new TestCaseData(language, kind);

    [TestCaseSource(nameof(Letters))]
    public async Task A_letter_speaks_the_language_and_no_English(string language, int kind)
    {
        var foreign = WordTable.Of(language)!.Phrases;
        var english = WordTable
            .English.Phrases.Where(entry => entry.Value.Text != foreign[entry.Key].Text)
            .Select(entry => entry.Value.Pieces.Select(piece => piece.Text).MaxBy(text => text.Length)!.Trim())
            .Where(text => LetterWord.Count(text) > 1)
            .ToList();
        foreach (var isFull in new[] { true, false })
        {
            var mail = await ComposeAsync((MailKind)kind, isFull, Newsletter(language));
            var all = Spaces.Replace($"{mail.Subject}\n{mail.TextBody}\n{PlainText(mail.HtmlBody!)}", " ");

            Assert.That(mail.HtmlBody, Does.Contain($"<html lang=\"{language}\" dir=\"ltr\""));
            Assert.That(english.Where(text => all.Contains(text, StringComparison.OrdinalIgnoreCase)), Is.Empty, all);
        }
    }

    [Test]
    public async Task Every_word_of_every_letter_is_the_publishers_and_it_reads_from_right_to_left()
    {
        var own = new OwnWords(
            WordTable.English.Phrases.ToFrozenDictionary(
                entry => entry.Key,
                entry => new Phrase("⟦" + string.Concat(entry.Value.Places.Select(place => $"{{{place}}}")) + "⟧")
            )
        );
        foreach (var kind in MailKinds.WithTemplate)
        {
            foreach (var isFull in new[] { true, false })
            {
                var mail = await ComposeAsync(kind, isFull, Newsletter("ar") with { OwnWords = own });

                Assert.That(mail.HtmlBody, Does.Contain("<html lang=\"ar\" dir=\"rtl\""));
                foreach (var part in new[] { mail.Subject!, mail.TextBody!, PlainText(mail.HtmlBody!) })
                {
                    Assert.That(OutsideBrackets(part), Is.Empty, $"{kind}: {part}");
                }
            }
        }
    }

    [Test]
    public async Task An_own_word_is_text_in_the_letter()
    {
        var own = new Dictionary<string, Phrase> { ["Mail.Confirm.Button"] = new("<Los!>") };
        var newsletter = Newsletter("de") with { OwnWords = new(own.ToFrozenDictionary()) };

        var mail = await ComposeAsync(MailKind.Confirm, isFull: true, newsletter);

        Assert.That(mail.HtmlBody, Does.Contain(">&lt;Los!&gt;</a>"));
    }

    [Test]
    public async Task The_subject_is_in_the_language()
    {
        var mail = await ComposeAsync(MailKind.Welcome, isFull: true, Newsletter("es"));

        Assert.That(mail.Subject, Is.EqualTo("Te damos la bienvenida a The Letter"));
    }

    private static NewsletterSettings Newsletter(string language) =>
        NewsletterSample.Settings() with
        {
            Language = language,
            AnnualPrice = "60 €",
        };

    private static async Task<MimeMessage> ComposeAsync(MailKind kind, bool isFull, NewsletterSettings newsletter)
    {
        var composer = new MailComposer(
            newsletter,
            new SignedToken([new SigningKey("a", new byte[32])]),
            canPay: isFull
        );
        var sample = MailTemplates.Sample(kind, isFull, language: newsletter.Language);
        var message = composer.Compose(sample, Templates, isFull ? Latest : null, out var problem);
        Assert.That(problem?.ToString(), Is.Null);
        using var bytes = new MemoryStream();
        await message!.WriteToAsync(bytes, CancellationToken.None);
        bytes.Position = 0;
        return await MimeMessage.LoadAsync(bytes);
    }

    private static string PlainText(string html) =>
        new AngleSharp.Html.Parser.HtmlParser().ParseDocument(Style.Replace(html, "")).DocumentElement.TextContent;

    private static IEnumerable<string> OutsideBrackets(string text)
    {
        while (Bracketed.IsMatch(text))
        {
            text = Bracketed.Replace(text, "");
        }

        return Data.Replace(text, "").Split('\n').Select(line => line.Trim()).Where(line => LetterWord.IsMatch(line));
    }

    [GeneratedRegex("⟦[^⟦⟧]*⟧")]
    private static partial Regex Bracketed { get; }

    [GeneratedRegex(@"https?:\S+|\S+@\S+|The Letter|1 Harbour Street|\bAna\b")]
    private static partial Regex Data { get; }

    [GeneratedRegex("<!--.*?-->|<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Style { get; }

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex LetterWord { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces { get; }
}
