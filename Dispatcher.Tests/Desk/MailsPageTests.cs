using System.Net;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed class MailsPageTests
{
    [Test]
    public async Task Each_mail_has_its_page_and_its_frame()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var writer = desk.As(Role.Writer);
        foreach (var kind in MailKinds.WithTemplate.Select(one => one.Word()))
        {
            Assert.That(
                await writer.PageAsync($"desk/mails?kind={kind}&language=de"),
                Does.Contain($"/desk/mails/{kind}/frame?language=de")
                    .And.Contain("sandbox=\"\"")
                    .And.Not.Contain("cannot be made"),
                kind
            );
            Assert.That(
                await writer.PageAsync($"desk/mails/{kind}/frame?language=de"),
                Does.Contain("lang=\"de\""),
                kind
            );
        }
    }

    [Test]
    public async Task The_frame_runs_nothing_and_loads_nothing()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var writer = desk.As(Role.Writer);

        var policy = (await writer.GetAsync("desk/mails/welcome/frame")).Headers.GetValues("Content-Security-Policy");
        var off = (await writer.GetAsync("desk/mails/welcome/frame?look=images-off")).Headers.GetValues(
            "Content-Security-Policy"
        );

        Assert.That(policy.Single(), Does.StartWith("sandbox; default-src 'none'").And.Contain("img-src data:"));
        Assert.That(policy.Single(), Does.Not.Contain("script-src"));
        Assert.That(off.Single(), Does.Not.Contain("img-src"));
    }

    [Test]
    public async Task A_mail_is_shown_as_plain_text_and_as_another_reader()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var writer = desk.As(Role.Writer);

        Assert.That(
            await writer.PageAsync("desk/mails?kind=welcome&reader=trial&text=1"),
            Does.Contain("<pre class=\"plain\">").And.Contain("Tom").And.Not.Contain("<iframe")
        );
    }

    [TestCase("desk/mails/nonsense/frame")]
    [TestCase("desk/mails/welcome/frame?language=tlh")]
    [TestCase("desk/mails/welcome/frame?reader=x")]
    public async Task A_frame_of_nothing_is_not_found(string path)
    {
        await using var desk = await DeskSite.OpenAsync();
        using var writer = desk.As(Role.Writer);

        Assert.That((await writer.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
