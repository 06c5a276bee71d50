using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// Exports of other products, as their documentation describes them. Ana, Alma and Paul agreed; Ben and Bea did not;
/// Cleo's mail bounced; Dan complained; Eve and Emil have not confirmed.
/// </summary>
[TestFixture, Integration]
internal sealed class ForeignExportTests
{
    private readonly ImportRun _import = new();

    [TearDown]
    public void Clean() => _import.Dispose();

    [TestCase("shopify.csv", "Shopify", "ana active, ben unsubscribed")]
    [TestCase("shopify-all.csv", "Shopify", "ana active, ben unsubscribed, eve pending")]
    [TestCase("beehiiv.csv", "beehiiv", "ana active, ben unsubscribed")]
    [TestCase(
        "beehiiv-all.csv",
        "beehiiv",
        "ana active, bea unsubscribed, ben unsubscribed, cleo bounced, emil pending, eve pending, paul active"
    )]
    [TestCase("hubspot.csv", "HubSpot", "alma active, ana active, ben unsubscribed, cleo bounced, eve pending")]
    [TestCase("brevo.csv", "Brevo", "alma active, ana active, ben unsubscribed, eve pending")]
    [TestCase("brevo-old.csv", "Brevo", "ana active, ben unsubscribed")]
    [TestCase(
        "mailerlite.csv",
        "MailerLite",
        "ana active, ben unsubscribed, cleo bounced, dan complained, eve pending"
    )]
    [TestCase("aweber.csv", "AWeber", "ana active, bea unsubscribed, ben unsubscribed, cleo bounced")]
    [TestCase("mailman3.csv", "Mailman", "ana active, bea unsubscribed, ben paused, cleo bounced, eve pending")]
    [TestCase("mailman2.csv", "Mailman", "ana active, ben paused, cleo bounced")]
    [TestCase(
        "mailpoet.csv",
        "MailPoet",
        "ana active, bea unsubscribed, ben unsubscribed, cleo bounced, emil pending, eve pending"
    )]
    [TestCase(
        "wordpress-newsletter.csv",
        "WordPress",
        "ana active, ben unsubscribed, cleo bounced, dan complained, eve pending"
    )]
    [TestCase("wordpress-users.csv", "WordPress", "ana active, ben unsubscribed, eve pending")]
    public async Task Each_row_of_a_known_export_gets_the_right_status(string file, string product, string expected)
    {
        var answer = await _import.InputAsync(file);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.Zero, answer.Error);
            Assert.That(answer.Output, Does.Contain($"It is {product}'s export").And.Contain("Columns were taken so:"));
            Assert.That(await _import.PeopleAsync(), Is.EqualTo(expected.Split(", ")));
            Assert.That(await _import.ShowAsync("ana"), Does.Contain($"{product}: active"));
        }
    }

    [TestCase("aweber.csv", "2024-01-31T08:05:00")]
    [TestCase("brevo.csv", "2024-01-31T00:00:00")]
    [TestCase("mailerlite.csv", "2024-01-01T08:00:00")]
    [TestCase("hubspot.csv", "2024-01-01T08:00:00")]
    [TestCase("beehiiv-all.csv", "2024-01-01T08:00:00")]
    [TestCase("mailman3.csv", "2024-01-31T08:05:00")]
    [TestCase("wordpress-newsletter.csv", "2024-01-31T08:05:00")]
    public async Task A_known_export_gives_the_day_of_joining(string file, string expected)
    {
        await _import.InputAsync(file);

        Assert.That(await _import.ShowAsync("ana"), Does.Contain($"\"created_at\":\"{expected}"));
    }

    [Test]
    public async Task The_premium_tier_of_beehiiv_is_a_paid_term()
    {
        await _import.InputAsync("beehiiv-all.csv");

        Assert.That(await _import.ShowAsync("paul"), Does.Contain("\"term\":\"paid\""));
        Assert.That(await _import.ShowAsync("ana"), Does.Contain("\"term\":null"));
    }

    [TestCase(
        "Record ID,Email,Create Date",
        "is HubSpot's export without its column unsubscribed_from_all_email, so nobody can tell who has left"
    )]
    [TestCase("EMAIL;ADDED_TIME", "is Brevo's export without its column _blocklisted, so nobody can tell who has left")]
    [TestCase(
        "Subscriber,Sent,Opens",
        "is MailerLite's export without its column status, so nobody can tell who has left"
    )]
    [TestCase(
        "First Name,Email,Total Spent,Total Orders,Tax Exempt",
        "is Shopify's export without its column accepts_email_marketing, so nobody can tell who has left"
    )]
    public async Task A_known_export_without_the_column_for_departed_people_is_refused(string header, string expected)
    {
        var answer = await _import.TextAsync($"{header}\nana@example.org\n");

        Assert.That(answer.Status, Is.Not.Zero);
        Assert.That(answer.Error, Does.Contain(expected));
        Assert.That(await _import.PeopleAsync(), Is.Empty);
    }

    [TestCase("optout.csv", "--departed", "opt_out")]
    [TestCase("klaviyo.csv", "--status", "Email Marketing Consent", "--ignore", "Email Marketing Consent Timestamp")]
    [TestCase(
        "constant-contact.csv",
        "--status",
        "Email status",
        "--departed",
        "Confirmed Opt-Out Date",
        "--ignore",
        "Email permission status"
    )]
    [TestCase(
        "patreon.csv",
        "--status",
        "Patron Status=active:Active patron,unsubscribed:Former patron",
        "--term-ends",
        "Access Expiration",
        "--ignore",
        "Tier",
        "--ignore",
        "Pledge Amount"
    )]
    [TestCase("squarespace.csv", "--status", "Subscriber Status")]
    [TestCase("wix.csv", "--status", "Email Subscriber Status")]
    [TestCase("activecampaign.csv", "--departed", "Date Unsubscribed", "--departed", "Bounced Hard")]
    [TestCase("campaign-monitor.csv", "--status", "State", "--ignore", "Consent to Track")]
    [TestCase(
        "memberful.csv",
        "--status",
        "Newsletter",
        "--term-ends",
        "Expiration date",
        "--ignore",
        "Plan",
        "--ignore",
        "Active",
        "--ignore",
        "Auto-renew"
    )]
    public async Task Another_export_is_refused_until_options_explain_its_columns(string file, params string[] options)
    {
        var stopped = await _import.InputAsync(file);
        var before = await _import.PeopleAsync();
        var answered = await _import.InputAsync(file, options);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((stopped.Status, stopped.Output), Is.EqualTo((2, "")));
            Assert.That(before, Is.Empty);
            Assert.That(answered.Status, Is.Zero, answered.Error);
            Assert.That((await _import.PeopleAsync()).Take(2), Is.EqualTo(new[] { "ana active", "ben unsubscribed" }));
        }
    }

    [Test]
    public async Task A_plain_list_with_common_status_words_is_imported()
    {
        var answer = await _import.InputAsync("sendy.csv");

        Assert.That(answer.Status, Is.Zero, answer.Error);
        Assert.That(
            await _import.PeopleAsync(),
            Is.EqualTo(new[] { "ana active", "ben unsubscribed", "dan complained" })
        );
    }
}
