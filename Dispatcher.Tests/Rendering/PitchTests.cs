using MimeKit;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Splicing;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Rendering;

/// <summary>The sample issue ends with an offer for readers on trial, and thanks readers who pay.</summary>
[TestFixture]
internal sealed class PitchTests
{
    private static readonly SignedToken Tokens = new([
        new SigningKey("a", [.. Enumerable.Range(1, 32).Select(i => (byte)i)]),
    ]);

    [Test]
    public void A_reader_on_trial_gets_an_offer_in_both_parts()
    {
        var (html, text) = Mail("trial", canPay: true);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(html, Does.Contain("You are reading on trial, until 5 December 2026. If you want"));
            Assert.That(
                html,
                Does.Match(
                    "class=\"press\" href=\"https://letter.example.com/manage/[^\"]+/pay\"[^>]*>Stay for €60 a year<"
                )
            );
            Assert.That(text, Does.Match("a year:\nhttps://letter.example.com/manage/[^\n]+/pay\n"));
            Assert.That(
                text,
                Does.Contain("\n\nYou are reading on trial, until 5 December 2026.\n").And.Not.Contain("<")
            );
            Assert.That(html + text, Does.Not.Contain("Thank you for paying"));
        }
    }

    [Test]
    public void Where_nobody_can_pay_nothing_is_offered()
    {
        var (html, text) = Mail("trial", canPay: false);

        Assert.That(html, Does.Contain("You are reading on trial, until 5 December 2026.</p>"));
        Assert.That(html + text, Does.Not.Contain("/pay").And.Not.Contain("If you want it to go on"));
    }

    [Test]
    public void A_reader_who_pays_is_thanked()
    {
        var (html, text) = Mail("paid", canPay: true);

        Assert.That(html, Does.Contain("Thank you for paying for The Letter."));
        Assert.That(text, Does.Contain("\n\nThank you for paying for The Letter. You make it possible.\n\n"));
        Assert.That(html + text, Does.Not.Contain("on trial, until"));
    }

    [Test]
    public void Others_see_nothing_of_it()
    {
        var (html, text) = Mail(null, canPay: true);

        Assert.That(
            html + text,
            Does.Not.Contain("on trial, until").And.Not.Contain("Thank you").And.Not.Contain("/pay")
        );
    }

    private static (string Html, string Text) Mail(string? term, bool canPay)
    {
        var newsletter = NewsletterSample.Settings() with { CanPay = canPay, AnnualPrice = canPay ? "€60" : null };
        var root = Corpora.Repository();
        var (package, _) = new IssuePackageReader(new NewsletterFolder(root), newsletter).Read(
            Path.Combine(root, "issues", "01-the-river-that-moved.md")
        );
        var (issue, problems) = CompiledIssue.Compile(package!, newsletter, new DateOnly(2026, 11, 24));
        Assert.That(issue?.Spliced, Is.Not.Null, string.Join('\n', problems));
        Assert.That(issue!.Spliced!.Html.Concat(issue.Spliced.Text).OfType<ReaderCode>(), Is.Empty);
        var reader = Recipient.Sample("ana@example.org") with
        {
            Term = term,
            TermEndsAt = term is null ? null : new DateTimeOffset(2026, 12, 6, 0, 0, 0, TimeSpan.FromHours(1)),
        };
        var message = new MessageComposer(issue, newsletter, Tokens, 1, DateTimeOffset.UnixEpoch).Compose(
            reader,
            out _
        );
        using var stream = new MemoryStream();
        message!.WriteToAsync(stream, CancellationToken.None).GetAwaiter().GetResult();
        stream.Position = 0;
        var mail = MimeMessage.Load(stream);
        return (mail.HtmlBody!, mail.TextBody!.ReplaceLineEndings("\n"));
    }
}
