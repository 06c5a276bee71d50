using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Rendering.Templates;

/// <summary>The shipped templates take their look from the settings, and no template can change it.</summary>
[TestFixture]
internal sealed partial class TemplateLookTests
{
    private static readonly SignedToken Tokens = new([new SigningKey("a", new byte[32])]);

    private static readonly LookSettings Own = new()
    {
        Accent = Colour.Read("#ffcc00")!.Value,
        AccentDark = Colour.Read("#3a1d18")!.Value,
        Font = FontList.Read("'Trebuchet MS', sans-serif")!,
        Width = 700,
        FooterLines = ["HRB <1234>", "VAT DE1"],
    };

    private static IReadOnlyDictionary<string, string> Shipped =>
        TemplateSet.Load(Path.Combine(Corpora.Repository(), "templates")).Templates.Sources;

    [Test]
    public void An_issue_has_the_own_look_and_nothing_of_the_shipped_one()
    {
        var (html, text) = Issue(Own);

        OwnLook(html, text);
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task A_mail_has_the_own_look_and_nothing_of_the_shipped_one(string kind)
    {
        var composer = new MailComposer(NewsletterSample.Settings() with { Look = Own }, Tokens, canPay: true);
        var mail = MailTemplates.Sample(MailKinds.Words.Parse(kind));

        var message = composer.Compose(mail, TemplateSet.Parse(Shipped).Templates, MailTemplates.Latest, out _)!;

        using var bytes = new MemoryStream();
        await message.WriteToAsync(bytes, CancellationToken.None);
        bytes.Position = 0;
        var mime = await MimeMessage.LoadAsync(bytes);
        OwnLook(mime.HtmlBody!, mime.TextBody!);
    }

    [Test]
    public void The_shipped_look_is_the_one_of_before()
    {
        var (html, text) = Issue(new());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                html,
                Does.Contain("a { color: #0b5d68; }").And.Contain("font-family: Georgia, serif !important")
            );
            Assert.That(html, Does.Contain("font-family:Georgia, 'Times New Roman', serif; font-size:36px"));
            Assert.That(html, Does.Contain("max-width:600px").And.Contain("(max-width: 620px)"));
            Assert.That(html, Does.Contain(".button { background: #7fcbd3 !important; }").And.Contain("#0f1314"));
            Assert.That(text, Does.EndWith("\n1 Harbour Street\n\n"));
        }
    }

    [Test]
    public void No_shipped_template_has_a_colour_or_a_font_that_the_look_names() =>
        Assert.That(
            Shipped.Where(template => OfTheLook.IsMatch(template.Value)).Select(template => template.Key),
            Is.Empty
        );

    [TestCase("{{ look.accent = 'red' }}")]
    [TestCase("{{ look = 1 }}")]
    [TestCase("{{ look.font.html = 'red' }}")]
    [TestCase("{{ issue.body.html = 'red' }}")]
    public void A_template_cannot_change_it(string code)
    {
        var (issue, problems) = Compile(
            new Dictionary<string, string> { ["issue.sbn-html"] = code + "{{ issue.body }}" },
            new()
        );

        var fault = problems.FirstOrDefault(problem => problem.Severity is Severity.Error)?.Message;
        if (issue is not null)
        {
            issue.Render(Recipient.Sample("ana@example.org"), Links, out var problem);
            fault = problem?.Message;
        }

        Assert.That(fault, Is.Not.Null);
    }

    [Test]
    public void A_text_template_shows_the_values_too()
    {
        var (issue, _) = Compile(
            new Dictionary<string, string>
            {
                ["issue.sbn-html"] = "x",
                ["issue.sbn-txt"] = "{{ look.font }} {{ look.width }} {{ look.on_accent }}",
            },
            new()
        );

        Assert.That(
            issue!.Render(Recipient.Sample("ana@example.org"), Links, out _)!.Text,
            Is.EqualTo("Georgia, 'Times New Roman', serif 600 #ffffff")
        );
    }

    private static IEnumerable<string> Kinds => MailKinds.WithTemplate.Select(kind => kind.Word());

    private static LinkBook Links => new("https://letter.example.com", Tokens);

    private static void OwnLook(string html, string text)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(OfTheLook.Match(html).Value, Is.Empty);
            Assert.That(html, Does.Contain("#ffcc00").And.Contain("#3a1d18").And.Contain("'Trebuchet MS', sans-serif"));
            Assert.That(html, Does.Contain("max-width:700px").And.Contain("(max-width: 720px)"));
            Assert.That(html, Does.Contain("<br>HRB &lt;1234&gt;\n<br>VAT DE1\n"));
            Assert.That(text.ReplaceLineEndings("\n"), Does.Contain("\nHRB <1234>\nVAT DE1\n"));
        }
    }

    private static (string Html, string Text) Issue(LookSettings look)
    {
        var (issue, problems) = Compile(Shipped, look);
        var rendered = issue?.Render(Recipient.Sample("ana@example.org"), Links, out _);
        Assert.That(rendered, Is.Not.Null, string.Join('\n', problems));
        return (rendered!.Html, rendered.Text);
    }

    private static (CompiledIssue? Issue, IReadOnlyList<Problem> Problems) Compile(
        IReadOnlyDictionary<string, string> templates,
        LookSettings look
    ) =>
        CompiledIssue.Compile(
            new(
                "issues/a.md",
                Encoding.UTF8.GetBytes("---\ntitle: A title\n---\nHello.\n"),
                new Dictionary<string, byte[]>(),
                templates
            ),
            NewsletterSample.Settings() with
            {
                Look = look,
            },
            new(2026, 11, 24)
        );

    [GeneratedRegex("#0b5d68|#7fcbd3|Georgia|\\b600px|\\b620px\\)|\"600\"", RegexOptions.IgnoreCase)]
    private static partial Regex OfTheLook { get; }
}
