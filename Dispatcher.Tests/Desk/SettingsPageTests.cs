using System.Net;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed class SettingsPageTests
{
    private const string File = """
        {
          "Newsletter": {
            "Name": "The Letter", "From": "letter@example.com", "PostalAddress": "1 Harbour Street", "SendAt": "05:30",
            "BaseUrl": "https://letter.example.com", "TimeZone": "Europe/Berlin", "AnnualPrice": "60"
          },
          "Relays": [{ "Host": "smtp.example.org", "UserName": "letter", "Password": "HUSH-relay" }],
          "Bounces": {
            "ReturnPath": "b+{token}@example.com",
            "Imap": { "Host": "imap.example.com", "UserName": "b", "Password": "HUSH-imap" }
          },
          "Web": { "ApiKey": "HUSH-0123456789-0123456789-0123456789" },
          "Stripe": { "SecretKey": "HUSH-stripe", "WebhookSecret": "HUSH-hook", "Price": "price_1" },
          "Alerts": { "Webhook": "https://hooks.example.com/HUSH-alert" }
        }
        """;

    [Test]
    public async Task Each_setting_is_shown_with_where_it_came_from_and_no_secret_is()
    {
        using var folder = new TestFolder();
        folder.Write("appsettings.json", File);
        var read = SettingsFiles.Read(folder.Path);
        await using var desk = await DeskSite.OpenAsync(settings => settings with { InForce = read.InForce });
        using var operatorBrowser = desk.As(Role.Operator);

        var page = await operatorBrowser.PageAsync("desk/settings");
        var set = await operatorBrowser.PageAsync("desk/settings?set=1");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page, Does.Not.Contain("HUSH"));
            Assert.That(
                page,
                Does.Contain("<code>Newsletter:SendAt</code></td><td class=\"value\">05:30</td><td>appsettings.json")
            );
            Assert.That(page, Does.Contain("<code>Newsletter:Deadline</code></td><td class=\"value\">07:00</td>"));
            Assert.That(
                page,
                Does.Contain(
                    "<code>Stripe:SecretKey</code></td><td class=\"value\"><span class=\"soft\">set, and not shown"
                )
            );
            Assert.That(set, Does.Contain("Newsletter:SendAt").And.Not.Contain("Newsletter:Deadline"));
        }
    }

    [Test]
    public async Task Only_who_may_see_settings_sees_them()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var editor = desk.As(Role.Editor);

        Assert.That((await editor.GetAsync("desk/settings")).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }
}
