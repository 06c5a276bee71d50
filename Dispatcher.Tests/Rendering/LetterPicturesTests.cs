using MimeKit;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Rendering;

/// <summary>The pictures of templates and of the look travel with the letters that show them.</summary>
[TestFixture, Integration]
internal sealed class LetterPicturesTests
{
    private static readonly byte[] Png = ImageSample.Png();
    private static readonly byte[] DarkPng = ImageSample.Png(colour: "#0000aa");
    private static readonly SignedToken Tokens = new([new SigningKey("a", new byte[32])]);

    private static readonly LookSettings WithLogos = new()
    {
        Logo = new("logo.png", Png, PictureType.Png),
        LogoDark = new("night.png", DarkPng, PictureType.Png),
    };

    private TestFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TestFolder();

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public async Task The_pictures_of_the_used_templates_travel_inside_the_mail()
    {
        Picture("sign.png");
        Picture("art/two words.png");
        Picture("unused.png");
        Page(
            "<img src=\"sign.png\" alt=\"\"><IMG alt='' src='art/two%20words.png'>{{ include \"own\" }}{{ issue.body }}"
        );
        _folder.Write("templates/partials/own.sbn-html", "<img alt=\"x\" src=\"sign.png\">");
        _folder.Write("templates/other.sbn-html", "<img src=\"unused.png\">");

        var package = Package(NewsletterSample.Settings());
        var mail = await ComposeAsync(package, NewsletterSample.Settings());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(package.Images.Keys, Is.EquivalentTo(["~templates/sign.png", "~templates/art/two words.png"]));
            Assert.That(Parts(mail), Is.EquivalentTo(["sign.png", "two_words.png"]));
            Assert.That(mail.HtmlBody!.Split("src=").Skip(1), Is.All.Match("^[\"']cid:").And.Exactly(3).Items);
            Assert.That(Cids(mail), Is.SubsetOf(mail.BodyParts.Select(part => part.ContentId)));
            Assert.That(mail.HtmlBody, Does.Contain("alt=\"x\""));
        }
    }

    [Test]
    public async Task They_are_frozen_with_the_issue()
    {
        Picture("sign.png");
        Page("<img src=\"sign.png\" alt=\"\">{{ if look.logo }}<img src=\"{{ look.logo }}\">{{ end }}{{ issue.body }}");
        var newsletter = NewsletterSample.Settings() with { Look = WithLogos };
        var frozen = Package(newsletter).Freeze();
        Directory.Delete(Path.Combine(_folder.Path, "templates"), recursive: true);

        var mail = await ComposeAsync(IssuePackage.Thaw(frozen), NewsletterSample.Settings());

        // The logo is the one of then, although the settings have none any more. The dark one is not shown.
        Assert.That(Parts(mail), Is.EquivalentTo(["logo.png", "sign.png"]));
        Assert.That(
            Cids(mail),
            Is.EquivalentTo(mail.BodyParts.OfType<MimePart>().Select(p => p.ContentId).OfType<string>())
        );
    }

    [Test]
    public async Task Linked_they_lead_to_the_archive_where_they_are_found_by_their_name()
    {
        Picture("art/sign.png");
        Page("<img src=\"art/sign.png\" alt=\"\"><img src=\"{{ look.logo }}\">{{ issue.body }}");
        var newsletter = NewsletterSample.Settings() with { Images = ImageTravel.Link, Look = WithLogos };

        var mail = await ComposeAsync(Package(newsletter), newsletter);

        Assert.That(Parts(mail), Is.Empty);
        Assert.That(
            mail.HtmlBody,
            Does.Contain("src=\"https://letter.example.com/archive/a/~templates/art/sign.png\"")
                .And.Contain("src=\"https://letter.example.com/archive/a/~look/logo.png\"")
        );
        Assert.That(PictureNames.IsFrozen("~templates/art/sign.png") && PictureNames.IsFrozen("~look/logo.png"));
        Assert.That(PictureNames.IsFrozen("~templates/../a.png") || PictureNames.IsFrozen("~other/a.png"), Is.False);
    }

    [TestCase("<img src=\"absent.png\">", "there is no such file")]
    [TestCase("<img src=\"../appsettings.png\">", "leads out of")]
    [TestCase("<img src=\"notes.png\">", "no PNG, JPEG, GIF, WebP, HEIC or SVG")]
    [TestCase("<img src=\"logo.bmp\">", "is not named .png")]
    public void A_picture_that_cannot_be_used_names_the_template(string html, string why)
    {
        _folder.Write("templates/notes.png", "text");
        _folder.Write("templates/partials/own.sbn-html", $"a\n\n{html}");
        Page("{{ include \"own\" }}{{ issue.body }}");

        var (package, problems) = Read(NewsletterSample.Settings());

        Assert.That(package, Is.Null);
        Assert.That(
            problems.Single().ToString(),
            Does.StartWith("templates/partials/own.sbn-html:3: error: ").And.Contain(why)
        );
    }

    [TestCase("https://example.org/a.png")]
    [TestCase("//example.org/a.png")]
    [TestCase("/a.png")]
    [TestCase("cid:a")]
    [TestCase("{{ newsletter.url }}/a.png")]
    [TestCase("#a")]
    [TestCase("")]
    public void What_is_no_path_stays_as_it_is(string source)
    {
        Page($"<img src=\"{source}\">{{{{ issue.body }}}}");

        var package = Package(NewsletterSample.Settings());

        Assert.That(package.Images, Is.Empty);
    }

    [Test]
    public async Task The_logo_stands_in_place_of_the_name_with_the_name_as_its_text()
    {
        var newsletter = NewsletterSample.Settings() with { Name = "News & \"More\"", Look = WithLogos };

        var mail = await ComposeAsync(Package(newsletter), newsletter);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Parts(mail), Is.EquivalentTo(["logo.png", "logo-dark.png"]));
            Assert.That(
                mail.HtmlBody,
                Does.Match("<img class=\"logo-light\" src=\"cid:[^\"]+\" alt=\"News &amp; &quot;More&quot;\"")
            );
            Assert.That(mail.HtmlBody, Does.Contain(".logo-dark { display: block !important; }"));
            Assert.That(
                Cids(mail),
                Is.EquivalentTo(mail.BodyParts.OfType<MimePart>().Select(p => p.ContentId).OfType<string>())
            );
        }
    }

    [Test]
    public async Task Without_a_dark_logo_there_is_one_image_and_no_rule_that_hides_it()
    {
        var newsletter = NewsletterSample.Settings() with { Look = WithLogos with { LogoDark = null } };

        var mail = await ComposeAsync(Package(newsletter), newsletter);

        Assert.That(Parts(mail), Is.EqualTo(["logo.png"]));
        Assert.That(mail.HtmlBody, Does.Contain("<img class=\"logo\"").And.Not.Contain("logo-light"));
    }

    [Test]
    public async Task A_logo_that_mail_programs_do_not_show_leaves_the_name()
    {
        var newsletter = NewsletterSample.Settings() with
        {
            Look = new() { Logo = new("logo.svg", "<svg/>"u8.ToArray(), PictureType.Svg) },
        };

        var mail = await ComposeAsync(Package(newsletter), newsletter);

        Assert.That(Parts(mail), Is.Empty);
        Assert.That(mail.HtmlBody, Does.Contain("\nThe Letter\n</td></tr>").And.Not.Contain("<img"));
    }

    [TestCase(ImageTravel.Inline)]
    [TestCase(ImageTravel.Link)]
    public async Task A_mail_to_one_person_carries_its_pictures(ImageTravel travel)
    {
        Picture("sign.png");
        _folder.Write("templates/partials/mail-bottom.sbn-html", "<img src=\"sign.png\" alt=\"\">");
        var newsletter = NewsletterSample.Settings() with { Images = travel, Look = WithLogos };
        var (templates, _) = TemplateSet.Load(Path.Combine(_folder.Path, "templates"));

        var message = new MailComposer(newsletter, Tokens, canPay: false).Compose(
            MailTemplates.Sample(MailKind.Welcome),
            templates,
            MailTemplates.Latest,
            out _
        );

        var mail = await ParseAsync(message!);
        Assert.That(Parts(mail), Is.EquivalentTo(["logo.png", "logo-dark.png", "sign.png"]));
        Assert.That(
            Cids(mail),
            Is.EquivalentTo(mail.BodyParts.OfType<MimePart>().Select(p => p.ContentId).OfType<string>())
        );
    }

    [Test]
    public void A_mail_whose_picture_is_missing_is_named_by_the_check()
    {
        _folder.Write("templates/partials/mail-bottom.sbn-html", "<img src=\"absent.png\" alt=\"\">");

        var problems = MailTemplates.Check(Path.Combine(_folder.Path, "templates"), NewsletterSample.Settings());

        Assert.That(
            problems.Select(problem => problem.File).Distinct(),
            Is.EqualTo(["templates/partials/mail-bottom.sbn-html"])
        );
        Assert.That(problems[0].Message, Does.Contain("absent.png"));
    }

    private void Picture(string path) => File.WriteAllBytes(_folder.File($"templates/{path}"), Png);

    private void Page(string html)
    {
        _folder.Write("templates/issue.sbn-html", html);
        _folder.Write("templates/issue.sbn-txt", "{{ issue.body }}");
    }

    private (IssuePackage? Package, IReadOnlyList<Problem> Problems) Read(NewsletterSettings newsletter)
    {
        var file = _folder.Write("issues/a.md", "---\ntitle: A title\n---\nHello {{ subscriber.first_name }}.\n");
        return new IssuePackageReader(new NewsletterFolder(_folder.Path), newsletter).Read(file);
    }

    private IssuePackage Package(NewsletterSettings newsletter)
    {
        var (package, problems) = Read(newsletter);
        return package ?? throw new AssertionException(string.Join('\n', problems));
    }

    /// <summary>Composes a message, which must be spliced and equal to one that is rendered as a whole.</summary>
    private static async Task<MimeMessage> ComposeAsync(IssuePackage package, NewsletterSettings newsletter)
    {
        var (issue, problems) = CompiledIssue.Compile(package, newsletter, new(2026, 11, 24));
        Assert.That(issue?.Spliced, Is.Not.Null, string.Join('\n', problems));
        var reader = Recipient.Sample("ana@example.org");
        var composer = new MessageComposer(issue!, newsletter, Tokens, dispatchId: 1, DateTimeOffset.UnixEpoch);
        var mail = await ParseAsync(composer.Compose(reader, out _)!);
        var whole = issue!.Render(reader, new LinkBook(newsletter.BaseUrl, Tokens), out _)!;
        Assert.That(mail.HtmlBody!.ReplaceLineEndings("\n"), Is.EqualTo(whole.Html));
        return mail;
    }

    private static async Task<MimeMessage> ParseAsync(OutgoingMessage message)
    {
        using var bytes = new MemoryStream();
        await message.WriteToAsync(bytes, CancellationToken.None);
        bytes.Position = 0;
        return await MimeMessage.LoadAsync(bytes);
    }

    private static IEnumerable<string> Parts(MimeMessage mail) =>
        mail.BodyParts.OfType<MimePart>().Where(part => part.ContentId is not null).Select(part => part.FileName!);

    private static IEnumerable<string> Cids(MimeMessage mail) =>
        mail.HtmlBody!.Split("cid:").Skip(1).Select(rest => rest.Split('"', '\'')[0]).Distinct();
}
