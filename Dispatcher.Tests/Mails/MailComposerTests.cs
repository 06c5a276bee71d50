using System.Text;
using System.Text.Json;
using MimeKit;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Mails;

[TestFixture, Integration]
internal sealed class MailComposerTests
{
    private static readonly LatestIssue Latest = new() { IssueSlug = "the-river", Title = "Why the <river> moved" };

    private Workplace _work = null!;
    private TemplateSet? _templates;

    [SetUp]
    public async Task Open() => _work = await Workplace.CreateAsync(subscribers: 0);

    [TearDown]
    public void Close() => _work.Dispose();

    [Test]
    public void Each_kind_has_its_headers_once(
        [ValueSource(typeof(MailKinds), nameof(MailKinds.WithTemplate))] MailKind kind
    )
    {
        var mail = Parse(Compose(MailTemplates.Sample(kind)));
        var names = mail.Headers.Select(header => header.Field).ToList();
        string[] always =
        [
            "From",
            "Subject",
            "Date",
            "Feedback-ID",
            "Auto-Submitted",
            "MIME-Version",
            "To",
            "Message-ID",
        ];
        string[] ofSubscribers = kind is MailKind.Welcome or MailKind.TrialEnding or MailKind.Expired
            ? ["List-Unsubscribe", "List-Unsubscribe-Post"]
            : [];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(names, Is.EquivalentTo([.. always, .. ofSubscribers]));
            Assert.That(mail.Headers["Auto-Submitted"], Is.EqualTo("auto-generated"));
            Assert.That(
                mail.Headers["List-Unsubscribe"] ?? "<https://letter.example.com/unsubscribe/",
                Does.StartWith("<https://letter.example.com/unsubscribe/")
            );
            Assert.That(mail.Body!.ContentType.MimeType, Is.EqualTo("multipart/alternative"));
            Assert.That(mail.To.Mailboxes.Single().Address, Is.EqualTo("ana@example.org"));
            Assert.That(mail.MessageId, Does.StartWith($"{kind.Word()}.").And.EndWith("@example.com"));
            Assert.That(mail.Subject, Is.Not.Empty);
            Assert.That(mail.HtmlBody, Does.Contain($"<title>{mail.Subject}</title>"));
        }
    }

    [Test]
    public void A_mail_is_clean_on_the_wire_and_the_same_every_time(
        [ValueSource(typeof(MailKinds), nameof(MailKinds.WithTemplate))] MailKind kind
    )
    {
        var mail = MailTemplates.Sample(kind) with { FirstName = "Zoë \U0001F5DE", LastName = "東京" };
        var bytes = Bytes(Compose(mail));
        var text = Encoding.Latin1.GetString(bytes);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(bytes.All(b => b is < 0x80 and not 0), "7-bit");
            Assert.That(
                text.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().IndexOfAny('\r', '\n'),
                Is.EqualTo(-1),
                "no bare CR or LF"
            );
            Assert.That(text.Split("\r\n").Max(line => line.Length), Is.LessThanOrEqualTo(998));
            Assert.That(Bytes(Compose(mail)), Is.EqualTo(bytes));
        }
    }

    [TestCase(MailKind.Confirm)]
    [TestCase(MailKind.ConfirmAddress)]
    public void A_mail_to_a_stranger_contains_no_typed_text_and_no_link_to_a_subscription(MailKind kind)
    {
        var sample = MailTemplates.Sample(kind);
        var mail = Parse(Compose(sample with { FirstName = "CANARY1", LastName = "CANARY2", TimeZone = "CANARY3" }));
        var all =
            mail.HtmlBody + mail.TextBody + mail.Headers.Select(header => header.Value).Aggregate((a, b) => $"{a} {b}");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(all, Does.Not.Contain("CANARY"));
            Assert.That(
                mail.HtmlBody + mail.TextBody,
                Does.Not.Contain("ana@example.org").And.Not.Contain("/manage/").And.Not.Contain("/unsubscribe/")
            );
            Assert.That(mail.To.Mailboxes.Single().Name, Is.Null.Or.Empty);
            Assert.That(mail.HtmlBody, Does.Contain("/confirm/2.").And.Contain("7 days"));
            Assert.That(mail.TextBody, Does.Contain("/confirm/2.").And.Contain("7 days"));
        }
    }

    [TestCase(MailKind.AddressChanged, "/refuse")]
    [TestCase(MailKind.AddressKept, "please write to us")]
    public void A_mail_to_an_address_that_was_given_up_has_no_key_to_the_subscription(MailKind kind, string has)
    {
        var mail = Parse(Compose(MailTemplates.Sample(kind) with { LinkEpoch = 3 }));

        foreach (var body in new[] { mail.HtmlBody!, mail.TextBody! })
        {
            Assert.That(
                body,
                Does.Contain(has).And.Not.Contain("/manage/").And.Not.Contain("/unsubscribe/").And.Not.Contain("Ana")
            );
        }

        Assert.That(mail.Headers.Select(header => header.Field), Has.None.EqualTo("List-Unsubscribe"));
    }

    [Test]
    public void A_template_from_before_leads_the_old_address_to_where_it_refuses_the_change()
    {
        _work.Folder.Write("templates/address-changed.sbn-html", "<title>Changed</title>{{ links.manage }}");

        var mail = Parse(Compose(MailTemplates.Sample(MailKind.AddressChanged)));

        Assert.That(mail.HtmlBody, Does.Match("https://letter\\.example\\.com/link/[A-Za-z0-9_-]{22}/refuse"));
    }

    [TestCase("data", "download your data")]
    [TestCase("address", "change your address")]
    [TestCase("erase", "delete your data")]
    [TestCase("billing", "see your payments")]
    public void A_link_that_works_once_says_what_it_is_for(string matter, string says)
    {
        var mail = Parse(
            Compose(MailTemplates.Sample(MailKind.FreshLink).With(("link_matter", matter), ("link_seed", "seed")))
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(mail.Subject, Does.Contain(says));
            foreach (var body in new[] { mail.HtmlBody!, mail.TextBody! })
            {
                var words = body.ReplaceLineEndings(" ");
                Assert.That(words, Does.Contain(says).And.Contain("30 minutes").And.Not.Contain("seed"));
                Assert.That(body, Does.Match($"https://letter\\.example\\.com/link/[A-Za-z0-9_-]{{22}}/{matter}"));
            }
        }
    }

    [TestCase("{{ subscriber.first_name }}")]
    [TestCase("{{ links.manage }}")]
    [TestCase("{{ mail.first_issue }}")]
    public void A_template_for_strangers_cannot_use_other_values(string code)
    {
        _work.Folder.Write("templates/confirm.sbn-html", $"<title>Hello</title>{code}");

        Assert.That(Compose(MailTemplates.Sample(MailKind.Confirm), out var problem), Is.Null);
        Assert.That(problem!.ToString(), Does.StartWith("templates/confirm.sbn-html:1:"));
    }

    [Test]
    public void The_welcome_says_when_the_first_issue_comes_and_shows_the_latest()
    {
        var mail = Parse(Compose(MailTemplates.Sample(MailKind.Welcome), Latest));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                mail.HtmlBody,
                Does.Contain("Tuesday, 24 November, 06:00")
                    .And.Contain("Why the &lt;river&gt; moved")
                    .And.Contain("https://letter.example.com/archive/the-river")
            );
            Assert.That(
                mail.TextBody,
                Does.Contain("Tuesday, 24 November, 06:00")
                    .And.Contain("Why the <river> moved")
                    .And.Contain("https://letter.example.com/archive/the-river")
            );
            Assert.That(mail.HtmlBody, Does.Contain("https://letter.example.com/manage/").And.Not.Contain("free"));
        }
    }

    [TestCase("Tom & \"Jerry\" <daily>")]
    [TestCase("Grüße aus Zürich 🗞️")]
    public void The_subject_is_the_text_of_the_title(string name) =>
        Assert.That(
            Parse(
                Compose(MailTemplates.Sample(MailKind.Welcome), newsletter: _work.Newsletter with { Name = name })
            ).Subject,
            Is.EqualTo($"Welcome to {name}")
        );

    [Test]
    public void The_welcome_is_made_before_the_first_issue_too() =>
        Assert.That(
            Parse(Compose(MailTemplates.Sample(MailKind.Welcome), latest: null)).HtmlBody,
            Does.Not.Contain("/archive/").And.Contain("Tuesday, 24 November")
        );

    [TestCase(SubscriberTerm.Trial, "two weeks", true)]
    [TestCase(SubscriberTerm.Paid, "two weeks", false)]
    public void The_welcome_promises_free_weeks_to_readers_who_have_them(
        SubscriberTerm term,
        string words,
        bool isShown
    )
    {
        var mail = MailTemplates.Sample(MailKind.Welcome) with { Term = term };

        var html = Parse(Compose(mail, newsletter: _work.Newsletter with { AnnualPrice = "€60" })).HtmlBody;

        Assert.That(
            html!.Contains(words, StringComparison.Ordinal) && html.Contains("€60", StringComparison.Ordinal),
            Is.EqualTo(isShown)
        );
    }

    [TestCase(MailKind.TrialEnding, true, "/pay")]
    [TestCase(MailKind.TrialEnding, false, "answer this mail")]
    [TestCase(MailKind.Expired, true, "/pay")]
    [TestCase(MailKind.Expired, false, "answer this mail")]
    public void A_mail_about_the_end_has_a_payment_link_or_says_how_to_continue(
        MailKind kind,
        bool canPay,
        string expected
    )
    {
        var newsletter = _work.Newsletter with { AnnualPrice = "€60" };
        var mail = Parse(Compose(MailTemplates.Sample(kind), newsletter: newsletter, canPay: canPay));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(mail.HtmlBody, Does.Contain(expected).And.Contain("Friday, 27 November"));
            Assert.That(mail.TextBody, Does.Contain(expected).And.Contain("Friday, 27 November"));
        }
    }

    [TestCase("<script>alert(1)</script>")]
    [TestCase("</title><b>x")]
    [TestCase("{{ newsletter.name }}")]
    [TestCase("\"Boss\" <ceo@x.example>")]
    [TestCase("=?utf-8?q?Boss?=")]
    [TestCase("a\r\nBcc: everybody@example.org")]
    [TestCase("%0d%0aBcc: x@example.org")]
    public void A_name_or_value_stays_text(string text) => AssertStaysText(text);

    [Test]
    public void Naughty_strings_in_a_name_or_value_stay_text()
    {
        foreach (
            var text in JsonSerializer.Deserialize<string[]>(File.ReadAllText(Corpora.Require("strings", "blns.json")))!
        )
        {
            AssertStaysText(text);
        }
    }

    [Test]
    public void All_shipped_templates_are_valid() =>
        Assert.That(
            MailTemplates.Check(_work.TemplatesFolder, _work.Newsletter with { AnnualPrice = "€60" }),
            Is.Empty
        );

    [Test]
    public void A_check_names_each_broken_template()
    {
        _work.Folder.Write("templates/confirm.sbn-html", "{{ if }}");
        Assert.That(
            MailTemplates.Check(_work.TemplatesFolder, _work.Newsletter).Select(problem => problem.File),
            Is.All.EqualTo("templates/confirm.sbn-html").And.Not.Empty
        );

        _work.Folder.Write("templates/confirm.sbn-html", "<title>Hello</title>");
        _work.Folder.Write("templates/goodbye.sbn-html", "no title");
        _work.Folder.Write("templates/expired.sbn-txt", "{{ mail.untill }}");

        // The shipped one takes its place.
        File.Delete(_work.Folder.File("templates/welcome.sbn-html"));

        var problems = MailTemplates.Check(_work.TemplatesFolder, _work.Newsletter);
        Assert.That(
            problems.Where(problem => problem.Severity is Severity.Error).Select(problem => problem.File),
            Is.EqualTo(["templates/expired.sbn-txt", "templates/goodbye.sbn-html"])
        );
        Assert.That(
            problems.Where(problem => problem.Severity is Severity.Warning).Select(problem => problem.ToString()),
            Is.All.StartsWith("templates/confirm.sbn-html: warning: does not show the postal address").And.Not.Empty
        );
    }

    private void AssertStaysText(string text)
    {
        foreach (var kind in MailKinds.WithTemplate)
        {
            var sample = MailTemplates.Sample(kind) with { FirstName = text, LastName = text };
            var mail = MailRules.IsToStranger(kind)
                ? sample
                : sample.With(("first_issue", text), ("until", text), ("link_matter", "erase"), ("link_seed", "seed"));
            var message = Parse(Compose(mail, new LatestIssue { IssueSlug = "a", Title = text }));

            Assert.That(message.Headers.Select(header => header.Field), Is.Unique.And.None.EqualTo("Bcc"), kind.Word());
            Assert.That(message.To.Mailboxes.Single().Address, Is.EqualTo("ana@example.org"), kind.Word());
            Assert.That(message.From.Mailboxes.Single().Address, Is.EqualTo("letter@example.com"), kind.Word());
            Assert.That(message.HtmlBody, Does.Not.Contain("<script").And.Not.Contain("<b>x"), kind.Word());
            Assert.That(message.Subject!.Any(char.IsControl), Is.False, kind.Word());
        }
    }

    private OutgoingMessage Compose(
        DueMail mail,
        LatestIssue? latest = null,
        NewsletterSettings? newsletter = null,
        bool canPay = false
    )
    {
        _templates ??= TemplateSet.Load(_work.TemplatesFolder).Templates;
        var message = _work.MailComposer(newsletter, canPay).Compose(mail, _templates, latest, out var problem);
        return message ?? throw new AssertionException(problem!.ToString());
    }

    private OutgoingMessage? Compose(DueMail mail, out Problem? problem) =>
        _work
            .MailComposer()
            .Compose(mail, TemplateSet.Load(_work.TemplatesFolder).Templates, latest: null, out problem);

    private static byte[] Bytes(OutgoingMessage message)
    {
        using var stream = new MemoryStream();
        message.WriteToAsync(stream, CancellationToken.None).GetAwaiter().GetResult();
        return stream.ToArray();
    }

    private static MimeMessage Parse(OutgoingMessage message) => MimeMessage.Load(new MemoryStream(Bytes(message)));
}
