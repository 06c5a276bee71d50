using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering;

/// <summary>The template pair <c>correction</c>.</summary>
[TestFixture, Integration]
internal sealed class CorrectionTextTests
{
    private static readonly DateOnly Date = new(2026, 11, 24);

    private Workplace _work = null!;

    [SetUp]
    public async Task Open() => _work = await Workplace.CreateAsync();

    [TearDown]
    public void Close() => _work.Dispose();

    [TestCase("We called the river by its old name.")]
    [TestCase(null)]
    public void A_correction_renders_for_all_readers_before_and_after_freezing(string? note)
    {
        var package = IssuePackage.Thaw((_work.Package() with { Notice = new CorrectionText(note) }).Freeze());

        var (issue, problems) = SendableIssue.Compile(package, _work.Newsletter, Date);

        Assert.That(problems.Where(problem => problem.Severity is Severity.Error), Is.Empty);
        Assert.That(package.Notice, Is.EqualTo(new CorrectionText(note)));
        Assert.That(issue!.Spliced, Is.Not.Null, "it is as fast as an issue");
        Assert.That((issue.Issue.Subject, issue.Issue.Title), Is.EqualTo(("Correction: The news", "The news")));
    }

    [Test]
    public void A_correction_without_a_note_does_not_mention_one()
    {
        var mail = Render(new CorrectionText(null));

        Assert.That(mail.Html, Does.Contain("We made a mistake.").And.Not.Contain("What was wrong"));
        Assert.That(mail.Text, Does.Contain("WE MADE A MISTAKE").And.Not.Contain("What was wrong"));
    }

    [Test]
    public void Lines_of_the_text_stay_short_and_the_issue_follows()
    {
        var mail = Render(new CorrectionText(string.Join(' ', Enumerable.Repeat("seventeen letters", 20))));

        Assert.That(
            mail.Text.Split('\n')
                .TakeWhile(line => !line.StartsWith("Hello", StringComparison.Ordinal))
                .Max(line => line.Length),
            Is.LessThanOrEqualTo(76)
        );
        Assert.That(mail.Text, Does.Contain("Hello Ana, here is the news."));
    }

    [TestCase("The old name.", "What is new", "The old name.")]
    [TestCase(null, "What is new", "What is new")]
    [TestCase("Dear {{ subscriber.first_name }}", "What is new", "What is new")]
    [TestCase("The old name.", null, "The old name.")]
    [TestCase(null, null, null)]
    public void Inboxes_show_the_note_after_the_subject_unless_it_has_code(
        string? note,
        string? preheader,
        string? shown
    )
    {
        var issue = Given.Issue("A text.") with { Subject = "The news", Preheader = preheader, Template = "own" };

        var mailed = new CorrectionText(note).Apply(issue, _work.Newsletter.Words);

        Assert.That(
            mailed,
            Is.EqualTo(issue with { Preheader = shown, Subject = "Correction: The news", Template = "correction" })
        );
    }

    [Test]
    public void The_note_stands_in_the_hidden_line_of_the_mail() =>
        Assert.That(
            Render(new CorrectionText("We called the river by its old name.")).Html,
            Does.Match("display:none;[^>]*>We called the river by its old name\\.&#847;")
        );

    [Test]
    public void An_issue_that_is_no_correction_mentions_no_mistake() =>
        Assert.That(Render(null).Html, Does.Not.Contain("mistake"));

    private RenderedIssue Render(CorrectionText? notice)
    {
        var (issue, problems) = CompiledIssue.Compile(_work.Package() with { Notice = notice }, _work.Newsletter, Date);
        return issue!.Render(
                Recipient.Sample("ana@example.com"),
                new LinkBook(_work.Newsletter.BaseUrl, _work.Tokens),
                out _
            ) ?? throw new InvalidOperationException(string.Join('\n', problems));
    }
}
