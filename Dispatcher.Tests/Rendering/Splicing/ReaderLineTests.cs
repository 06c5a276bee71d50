using System.Text;
using MimeKit;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Splicing;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Rendering.Splicing;

/// <summary>Subject and preheader may have placeholders; a header of a mail is safe from what they bring.</summary>
[TestFixture]
internal sealed class ReaderLineTests
{
    private static readonly SignedToken Tokens = new([
        new SigningKey("a", [.. Enumerable.Range(1, 32).Select(i => (byte)i)]),
    ]);

    private static readonly DateOnly Day = new(2026, 11, 24);

    [Test]
    public void Each_reader_gets_a_subject_and_a_preheader_of_their_own()
    {
        var composer = Composer(
            "subject: \"{{ subscriber.first_name | default \\\"You\\\" }}, the river moved\"\n"
                + "preheader: For {{ subscriber.first_name | default \"you\" }} & <all>"
        );

        var (ana, nobody) = (Mail(composer, "Aña"), Mail(composer, null));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(ana.Subject, Is.EqualTo("Aña, the river moved"));
            Assert.That(ana.HtmlBody, Does.Contain(">For Aña &amp; &lt;all&gt;&#847;"));
            Assert.That(nobody.Subject, Is.EqualTo("You, the river moved"));
            Assert.That(nobody.HtmlBody, Does.Contain(">For you &amp; &lt;all&gt;&#847;"));
        }
    }

    [Test]
    public void A_subject_is_marked_as_a_test() =>
        Assert.That(
            Mail(Composer("subject: Hi {{ subscriber.first_name }}", isTest: true), "Ana").Subject,
            Is.EqualTo("[TEST] Hi Ana")
        );

    [TestCase("Ana\r\nBcc: eve@example.org", "Ana Bcc: eve@example.org, hello")]
    [TestCase("Ana\u2028\u0085\t\u0000x", "Ana x, hello")]
    [TestCase("\u202Eanna\u2066", "anna, hello")]
    [TestCase("=?utf-8?q?x?=", "=?utf-8?q?x?=, hello")]
    public void No_name_breaks_out_of_the_subject(string name, string expected)
    {
        var mail = Mail(Composer("subject: \"{{ subscriber.first_name }}, hello\""), name);

        Assert.That(mail.Subject, Is.EqualTo(expected));
        Assert.That(mail.Headers.Contains("Bcc"), Is.False);
    }

    [Test]
    public void Half_a_character_is_left_out() =>
        Assert.That(ReaderLine.Clean($"{'\uD800'}Ana{'\uDC00'}  b "), Is.EqualTo("Ana b"));

    [Test]
    public void A_long_name_is_cut_and_an_empty_subject_is_the_title()
    {
        var composer = Composer("subject: \"{{ subscriber.first_name }}\"");

        Assert.That(Mail(composer, new string('é', 1_000)).Subject, Is.EqualTo(new string('é', ReaderLine.Longest)));
        Assert.That(Mail(composer, null).Subject, Is.EqualTo("A title"));
    }

    [Test]
    public void A_subject_without_placeholders_is_prepared_once() =>
        Assert.That(Compile("subject: Hello { you }").Issue!.Subject, Is.Null);

    [TestCase(
        "subject: \"{{ subscriber.first_name }}\"",
        "subject-empty 3: the subject is empty for a subscriber with no name;"
    )]
    [TestCase("subject: \"{{ subscriber.first_name \"", "code-syntax 3: the code in the subject cannot be read:")]
    [TestCase("preheader: \"{{ if subscriber.email }}x\"", "code-syntax 3: the code in the preheader cannot be read:")]
    [TestCase(
        "subject: \"{{ subscriber.frist_name }} x\"",
        "code-fails 3: there is no value named \"frist_name\" here;"
    )]
    [TestCase("subject: \"{{ isue.title }} x\"", "code-fails 3: there is no name \"isue\" here;")]
    [TestCase("subject: \"{{ issue.subject }} x\"", "code-fails 3: there is no value named \"subject\" here;")]
    public void A_fault_is_found_before_the_first_message(string line, string expected)
    {
        var (issue, problems) = Compile(line);
        problems = issue is null ? problems : [.. RenderCheck.Problems(issue, NewsletterSample.Settings())];

        var problem = problems.Single(one => one.Severity is Severity.Error);
        Assert.That($"{problem.Name} {problem.Line}: {problem.Message}", Does.StartWith(expected));
    }

    [Test]
    public void A_title_has_no_placeholders()
    {
        var file = "---\ntitle: \"Hi {{ subscriber.first_name }}\"\npreheader: p\n---\nText.\n";
        var (_, problems) = CompiledIssue.Compile(
            new("issues/a.md", Encoding.UTF8.GetBytes(file), new Dictionary<string, byte[]>(), Templates()),
            NewsletterSample.Settings(),
            Day
        );

        Assert.That(problems.Single().Name, Is.EqualTo("title-code"));
    }

    private static (CompiledIssue? Issue, IReadOnlyList<Problem> Problems) Compile(string lines) =>
        CompiledIssue.Compile(
            new(
                "issues/a.md",
                Encoding.UTF8.GetBytes($"---\ntitle: A title\n{lines}\n---\nText.\n"),
                new Dictionary<string, byte[]>(),
                Templates()
            ),
            NewsletterSample.Settings(),
            Day
        );

    private static IReadOnlyDictionary<string, string> Templates() =>
        TemplateSet.Load(Path.Combine(Corpora.Repository(), "templates")).Templates.Sources;

    private static MessageComposer Composer(string lines, bool isTest = false)
    {
        var (issue, problems) = Compile(lines);
        Assert.That(issue, Is.Not.Null, string.Join('\n', problems));
        Assert.That(issue!.Spliced, Is.Not.Null);
        return new(issue, NewsletterSample.Settings(), Tokens, dispatchId: 1, DateTimeOffset.UnixEpoch, isTest);
    }

    private static MimeMessage Mail(MessageComposer composer, string? name)
    {
        var message = composer.Compose(
            Recipient.Sample("ana@example.org") with
            {
                FirstName = name,
                LastName = null,
            },
            out var problem
        );
        Assert.That(problem, Is.Null);
        using var stream = new MemoryStream();
        message!.WriteToAsync(stream, CancellationToken.None).GetAwaiter().GetResult();
        stream.Position = 0;
        return MimeMessage.Load(stream);
    }
}
