using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering.Preview;

[TestFixture, Integration]
internal sealed class ShownMailTests
{
    private static readonly byte[] Picture = Given.Png;

    [TestCase(ImageTravel.Inline)]
    [TestCase(ImageTravel.Link)]
    public async Task The_images_are_within_the_page(ImageTravel travel)
    {
        using var work = await Workplace.CreateAsync();
        await File.WriteAllBytesAsync(work.Folder.File("issues/my map.png"), Picture);
        var newsletter = NewsletterSample.Settings() with { Images = travel };
        var file = work.Issue(body: "Hello {{ subscriber.first_name }}.\n\n![A map](<my map.png>)");
        var (package, _) = new IssuePackageReader(work.Paths, newsletter).Read(file);
        var (issue, problems) = CompiledIssue.Compile(package!, newsletter, new DateOnly(2026, 11, 24));
        Assert.That(issue, Is.Not.Null, string.Join('\n', problems));
        var composer = new MessageComposer(issue!, newsletter, work.Tokens, dispatchId: 0, DateTimeOffset.UnixEpoch);
        var message = composer.Compose(Recipient.Sample("ana@example.org"), out _)!;

        var mail = await ShownMail.OfAsync(
            message,
            travel is ImageTravel.Inline
                ? new Dictionary<string, byte[]>()
                : new() { [MailImages.Url(issue!.Issue, newsletter, "my map.png")] = Picture },
            CancellationToken.None
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                mail.Html,
                Does.Contain($"src=\"data:image/png;base64,{Convert.ToBase64String(Picture)}\"")
                    .And.Contain("Hello Ana")
            );
            Assert.That(mail.Html, Does.Not.Contain("cid:"));
            Assert.That(mail.Text, Does.Contain("Hello Ana").And.Not.Contain("\r"));
            Assert.That((mail.From, mail.Subject), Is.EqualTo((newsletter.FromName, "The news")));
            Assert.That(mail.HtmlBytes, Is.InRange(5000, 20_000));
        }
    }
}
