using MimeKit;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering;

[TestFixture, Integration]
internal sealed class MessageComposerTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.FromHours(1));

    private Workplace _work = null!;

    [SetUp]
    public async Task Open() => _work = await Workplace.CreateAsync();

    [TearDown]
    public void Close() => _work.Dispose();

    [Test]
    public void Each_header_that_inboxes_require_is_there_once()
    {
        var mail = Parse(
            Compose(
                Recipient.Sample("ana@example.org") with
                {
                    SubscriberId = 7,
                    FirstName = "Ána",
                    LastName = "O'Ruiz",
                }
            )
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                mail.From.ToString(),
                Is.EqualTo("\"The Letter\" <letter@example.com>").Or.EqualTo("The Letter <letter@example.com>")
            );
            Assert.That(mail.To.Mailboxes.Single().Name, Is.EqualTo("Ána O'Ruiz"));
            Assert.That(mail.Subject, Is.EqualTo("The news"));
            Assert.That(mail.Date, Is.EqualTo(Six));
            Assert.That(mail.MessageId, Does.Match("^2026-11-24-news\\.[0-9a-f]{32}@example\\.com$"));
            Assert.That(mail.Headers["List-Id"], Is.EqualTo("\"The Letter\" <the-letter.example.com>"));
            Assert.That(
                mail.Headers["List-Unsubscribe"],
                Does.Match("^<https://letter\\.example\\.com/unsubscribe/2\\.a\\.u\\.[\\w-]{16}\\.[\\w-]{22}>$")
            );
            Assert.That(mail.Headers["List-Unsubscribe-Post"], Is.EqualTo("List-Unsubscribe=One-Click"));
            Assert.That(mail.Headers["Precedence"], Is.EqualTo("bulk"));
            Assert.That(mail.Headers["Feedback-ID"], Is.EqualTo("2026-11-24-news:issue:the-letter:examplecom"));
            Assert.That(mail.Headers["Auto-Submitted"], Is.EqualTo("auto-generated"));
            Assert.That(mail.Headers.Select(header => header.Field), Is.Unique);
        }
    }

    [Test]
    public void The_text_comes_before_the_html()
    {
        var mail = Parse(Compose(Recipient.Sample("ana@example.org")));

        var parts = ((MultipartAlternative)mail.Body!).OfType<TextPart>().Select(part => part.ContentType.MimeType);

        Assert.That(parts, Is.EqualTo(new[] { "text/plain", "text/html" }));
        Assert.That(
            mail.TextBody,
            Does.Contain("Hello Ana, here is the news.").And.Contain("https://letter.example.com/unsubscribe/")
        );
        Assert.That(mail.HtmlBody, Does.Contain("Hello Ana, here is the news."));
    }

    [Test]
    public void A_name_that_is_a_script_is_escaped()
    {
        var mail = Parse(
            Compose(
                Recipient.Sample("eve@example.org") with
                {
                    FirstName = "<script>alert(1)</script>",
                    LastName = "\"Boss\" <ceo@x>",
                }
            )
        );

        Assert.That(mail.HtmlBody, Does.Contain("&lt;script&gt;alert(1)&lt;/script&gt;").And.Not.Contain("<script"));
        Assert.That(mail.To.Mailboxes.Single().Address, Is.EqualTo("eve@example.org"));
    }

    [Test]
    public void The_same_delivery_always_has_the_same_bytes()
    {
        var package = _work.Package();
        var first = Bytes(Compose(Recipient.Sample("ana@example.org") with { SubscriberId = 7 }, package));

        var again = Bytes(
            Compose(Recipient.Sample("ana@example.org") with { SubscriberId = 7 }, IssuePackage.Thaw(package.Freeze()))
        );

        Assert.That(again, Is.EqualTo(first));
    }

    [Test]
    public void A_message_is_clean_on_the_wire()
    {
        var body = $"Zürich → 東京 {new string('x', 3000)}\n\n.\n\n..\n\nFrom here\n";
        var bytes = Bytes(Compose(Recipient.Sample("ana@example.org"), _work.Package(_work.Issue(body: body))));
        var text = System.Text.Encoding.Latin1.GetString(bytes);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(bytes.All(b => b is < 0x80 and not 0), "7-bit");
            Assert.That(
                text.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().IndexOfAny('\r', '\n'),
                Is.EqualTo(-1),
                "no bare CR or LF"
            );
            Assert.That(text.Split("\r\n").Max(line => line.Length), Is.LessThanOrEqualTo(998));
        }
    }

    [TestCase("Grüße aus Zürich")]
    [TestCase("日本からのニュース、今朝の手紙です。長い件名は折り返されます。")]
    [TestCase("🗞️ News 👩‍👩‍👧")]
    [TestCase(
        "A subject that is so long that it has to be folded, because it has more than seventy-eight characters in it"
    )]
    public void A_subject_reads_back_as_it_was_written(string subject)
    {
        var package = _work.Package(_work.Issue(frontMatter: $"status: ready\nsubject: \"{subject}\""));

        Assert.That(Parse(Compose(Recipient.Sample("ana@example.org"), package)).Subject, Is.EqualTo(subject));
    }

    [Test]
    public void Images_travel_inside_the_mail_or_as_links()
    {
        File.Copy(
            Path.Combine(Corpora.Repository(), "issues", "the-river-that-moved", "meander.png"),
            _work.Folder.File("issues/map.png")
        );
        var package = _work.Package(_work.Issue(body: "![A map](map.png)"));

        var inline = Parse(Compose(Recipient.Sample("ana@example.org"), package));
        var linked = Parse(
            Compose(Recipient.Sample("ana@example.org"), package, _work.Newsletter with { Images = ImageTravel.Link })
        );

        var image = inline.BodyParts.OfType<MimePart>().Single(part => part.ContentType.MimeType == "image/png");
        Assert.That(inline.HtmlBody, Does.Contain($"src=\"cid:{image.ContentId}\""));
        Assert.That(Decoded(image), Is.EqualTo(package.Images["map.png"]));
        Assert.That(
            linked.HtmlBody,
            Does.Contain("src=\"https://letter.example.com/archive/2026-11-24-news/map.png\"")
        );
        Assert.That(linked.BodyParts.Count(), Is.EqualTo(2));
    }

    [Test]
    public void A_template_without_a_text_file_has_its_text_from_the_html()
    {
        File.Delete(Path.Combine(_work.TemplatesFolder, "issue.sbn-txt"));

        var mail = Parse(Compose(Recipient.Sample("ana@example.org")));

        Assert.That(mail.TextBody, Does.Contain("Hello Ana, here is the news.").And.Not.Contain("<p"));
    }

    [Test]
    public void An_error_in_the_body_is_told_where_the_editor_wrote_it()
    {
        var (issue, _) = CompiledIssue.Compile(
            _work.Package(_work.Issue(body: "One.\n\nTwo {{ subscriber.frist_name }}.")),
            _work.Newsletter,
            new DateOnly(2026, 11, 24)
        );

        var problems = RenderCheck.Problems(issue!, _work.Newsletter).Select(problem => problem.ToString()).ToList();

        Assert.That(
            problems.Single(),
            Does.StartWith("issues/2026-11-24-news.md:8:5: error:").And.Contain("frist_name")
        );
    }

    [Test]
    public void A_page_that_Gmail_would_cut_is_a_warning()
    {
        var (issue, _) = CompiledIssue.Compile(
            _work.Package(
                _work.Issue(
                    body: string.Join("\n\n", Enumerable.Repeat("All work and no play makes a long letter.", 3000))
                )
            ),
            _work.Newsletter,
            new DateOnly(2026, 11, 24)
        );

        Assert.That(RenderCheck.Problems(issue!, _work.Newsletter).Single().Message, Does.Contain("Gmail hides"));
    }

    [Test]
    public void A_template_that_is_missing_is_named_with_the_one_that_was_meant()
    {
        var (_, problems) = CompiledIssue.Compile(
            _work.Package(_work.Issue(frontMatter: "status: ready\ntemplate: isue")),
            _work.Newsletter,
            new DateOnly(2026, 11, 24)
        );

        Assert.That(
            problems.Select(problem => problem.ToString()),
            Has.Some.Contain("there is no template templates/isue.sbn-html; did you mean issue?")
        );
    }

    private OutgoingMessage Compose(
        Recipient recipient,
        IssuePackage? package = null,
        NewsletterSettings? settings = null
    )
    {
        var newsletter = settings ?? _work.Newsletter;
        var (issue, problems) = CompiledIssue.Compile(
            package ?? _work.Package(),
            newsletter,
            new DateOnly(2026, 11, 24)
        );
        Assert.That(issue, Is.Not.Null, string.Join('\n', problems));
        var message = new MessageComposer(issue!, newsletter, _work.Tokens, dispatchId: 1, Six).Compose(
            recipient,
            out var problem
        );
        Assert.That(problem, Is.Null);
        return message!;
    }

    private static byte[] Bytes(OutgoingMessage message)
    {
        using var stream = new MemoryStream();
        message.WriteToAsync(stream, CancellationToken.None).GetAwaiter().GetResult();
        Assert.That(stream.Length, Is.EqualTo(message.Size));
        return stream.ToArray();
    }

    private static MimeMessage Parse(OutgoingMessage message)
    {
        using var stream = new MemoryStream(Bytes(message));
        return MimeMessage.Load(stream);
    }

    private static byte[] Decoded(MimePart part)
    {
        using var stream = new MemoryStream();
        part.Content!.DecodeTo(stream);
        return stream.ToArray();
    }
}
