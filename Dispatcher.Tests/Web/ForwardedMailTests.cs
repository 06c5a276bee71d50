using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Payments;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>
/// What a stranger can do with the links of one mail that was passed on: follow every link and press every button, and
/// also call the addresses that no page shows.
/// </summary>
[TestFixture, Integration]
internal sealed partial class ForwardedMailTests
{
    private const string Reader = "ana@example.org";
    private const string Stranger = "eve@example.net";

    private PagesHost _pages = null!;
    private long _ana;

    [SetUp]
    public async Task Start()
    {
        _pages = await PagesHost.StartAsync();
        _ana = await _pages.AddAsync(Reader);
    }

    [TearDown]
    public async Task Stop() => await _pages.DisposeAsync();

    [Test]
    public async Task The_header_of_a_mail_that_was_passed_on_shows_no_link_that_opens_the_subscription()
    {
        var before = await _pages.Http.GetStringAsync(_pages.Unsubscribe(_ana));
        using var left = await _pages.PostAsync(_pages.Unsubscribe(_ana), ("List-Unsubscribe", "One-Click"));

        Assert.That(
            ManageLink.Matches(before + await left.Content.ReadAsStringAsync()).Select(match => match.Value),
            Is.Empty
        );
    }

    [Test]
    public async Task By_the_header_of_a_mail_that_was_passed_on_a_stranger_takes_nothing_over()
    {
        var page = await _pages.Http.GetStringAsync(_pages.Unsubscribe(_ana));
        var taken = new List<string>();
        foreach (
            var link in ManageLink
                .Matches(page)
                .Select(match => match.Value)
                .Append(_pages.Unsubscribe(_ana))
                .Distinct()
                .ToList()
        )
        {
            taken.AddRange(await TakenByAsync(link));
        }

        Assert.That(taken, Is.Empty);
    }

    [Test]
    public async Task By_the_foot_of_a_mail_that_was_passed_on_a_stranger_takes_nothing_over() =>
        Assert.That(await TakenByAsync(_pages.Manage(_ana)), Is.Empty);

    [Test]
    public async Task From_a_mail_that_was_passed_on_a_stranger_opens_no_billing_page_and_Stripe_gets_no_token()
    {
        await using var letter = await PaidNewsletter.StartAsync();
        var (ana, ben) = (await letter.AddAsync(), await letter.AddAsync("ben@example.org"));
        await letter.TellAsync(
            StripeEvents.Paid("evt_1", ana, "in_1", letter.Now, letter.Now.AddYears(1), customer: "cus_7")
        );

        using var billing = await letter.Http.PostAsync(letter.Manage(ana) + "/billing", content: null);
        using var pay = await letter.Http.PostAsync(letter.Manage(ben) + "/pay", content: null);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(billing.Headers.Location, Is.Null);
            Assert.That(pay.Headers.Location, Is.Not.Null);
            Assert.That(
                letter.Stripe.Calls.SelectMany(call => call.Form.Values),
                Has.None.Contains(letter.Token(ana)).And.None.Contains(letter.Token(ben))
            );
        }
    }

    /// <summary>What somebody gets with a link who tries everything that a link ever opened.</summary>
    private async Task<IReadOnlyList<string>> TakenByAsync(string link)
    {
        var taken = new List<string>();
        using var data = await _pages.Http.GetAsync(link + "/data");
        if (data.Content.Headers.ContentType?.MediaType == "application/json")
        {
            taken.Add("the data");
        }

        using var address = await _pages.PostAsync(link, ("matter", "address"), ("email", Stranger));
        using var asked = await _pages.PostAsync(link + "/address", ("email", Stranger));
        if (await _pages.ScalarAsync<long>("SELECT count(*) FROM mails WHERE email <> @Reader", new { Reader }) > 0)
        {
            taken.Add("the address");
        }

        using var erase = await _pages.PostAsync(link + "/erase");
        if (await _pages.StatusAsync(_ana) is not SubscriberStatus.Active and not SubscriberStatus.Unsubscribed)
        {
            taken.Add("the subscription, erased");
        }

        return taken;
    }

    [GeneratedRegex("manage/[^\"#/]+")]
    private static partial Regex ManageLink { get; }
}
