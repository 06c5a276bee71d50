using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Rendering;

/// <summary>The footer of an issue says what the reader has: a trial or a paid year, and its last day.</summary>
[TestFixture]
internal sealed class FooterTests
{
    private const string Trial = "Your free trial runs until";
    private const string Paid = "You have paid until";

    [TestCase("trial", true, "Your free trial runs until 5 December 2026, and then ends by itself.", Paid)]
    [TestCase("paid", true, "You have paid until 5 December 2026. Thank you.", Trial)]
    public void A_reader_with_a_term_reads_its_kind_and_its_last_day(string term, bool ends, string said, string other)
    {
        var mail = Render(term, ends);

        Assert.That(mail.Html, Does.Contain($"ana@example.org. {said}</p>").And.Not.Contain(other));
        Assert.That(mail.Text, Does.Contain($"ana@example.org.\n{said}\n").And.Not.Contain(other));
    }

    [TestCase("trial", false)]
    [TestCase("paid", false)]
    [TestCase(null, false)]
    [TestCase(null, true)]
    public void A_reader_without_a_term_or_without_its_end_reads_no_day(string? term, bool ends)
    {
        var mail = Render(term, ends);

        Assert.That(mail.Html, Does.Contain("ana@example.org.</p>"));
        Assert.That(mail.Html + mail.Text, Does.Not.Contain(Trial).And.Not.Contain(Paid));
    }

    private static RenderedIssue Render(string? term, bool ends)
    {
        var (issue, _) = LetterSample.Compile("footer", "---\ntitle: A title\n---\nA text.\n");
        return issue.Render(
            Recipient.Sample("ana@example.org") with
            {
                Term = term,
                TermEndsAt = ends ? new DateTimeOffset(2026, 12, 6, 0, 0, 0, TimeSpan.FromHours(1)) : null,
            },
            new LinkBook("https://letter.example.com", new SignedToken([new SigningKey("a", new byte[32])])),
            out _
        )!;
    }
}
