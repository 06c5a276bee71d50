using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Payments;

[TestFixture, Integration]
internal sealed class PayPageTests
{
    private PaidNewsletter _letter = null!;

    [SetUp]
    public async Task StartAsync() => _letter = await PaidNewsletter.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _letter.DisposeAsync();

    [Test]
    public async Task Looking_at_the_page_makes_nothing_and_the_button_leads_to_Stripe()
    {
        var id = await _letter.AddAsync();
        using var page = await _letter.Http.GetAsync(_letter.PayPath(id));
        var html = await page.Content.ReadAsStringAsync();
        Assert.That(_letter.Stripe.Calls, Is.Empty);

        using var answer = await _letter.Http.PostAsync(_letter.PayPath(id), content: null);
        var (call, form) = _letter.Stripe.Calls.Single();
        const string Back = "https://letter.example.com/paid";
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)page.StatusCode, Is.EqualTo(200));
            Assert.That(page.Headers.CacheControl!.NoStore, Is.True);
            Assert.That(page.Headers.GetValues("Referrer-Policy"), Is.EqualTo(new[] { "no-referrer" }));
            Assert.That(
                html,
                Does.Contain("Your trial runs until Monday, 7 December 2026.")
                    .Or.Contain("Your trial runs until Monday, December 7, 2026.")
            );
            Assert.That(html, Does.Not.Contain("billing\""));
            Assert.That((int)answer.StatusCode, Is.EqualTo(303));
            Assert.That(answer.Headers.Location!.AbsoluteUri, Is.EqualTo($"{_letter.Stripe.Address}/c/pay/cs_1"));
            Assert.That(call, Is.EqualTo("POST /v1/checkout/sessions"));
            Assert.That(
                form,
                Is.EquivalentTo(
                    new Dictionary<string, string>
                    {
                        ["mode"] = "subscription",
                        ["line_items[0][price]"] = StripeServer.Price,
                        ["line_items[0][quantity]"] = "1",
                        ["client_reference_id"] = $"{id}",
                        ["customer_email"] = "ana@example.org",
                        ["expires_at"] = $"{_letter.Now.AddMinutes(40).ToUnixTimeSeconds()}",
                        ["success_url"] = Back,
                        ["cancel_url"] = Back,
                        ["metadata[subscriber_id]"] = $"{id}",
                        ["metadata[newsletter]"] = "https://letter.example.com",
                        ["subscription_data[metadata][subscriber_id]"] = $"{id}",
                        ["subscription_data[metadata][newsletter]"] = "https://letter.example.com",
                    }
                )
            );
        }
    }

    [Test]
    public async Task Two_clicks_lead_to_one_checkout_and_another_reader_to_another()
    {
        var (ana, ben) = (await _letter.AddAsync(), await _letter.AddAsync("ben@example.org"));

        var pages = new List<string>();
        foreach (var id in new[] { ana, ana, ben })
        {
            using var answer = await _letter.Http.PostAsync(_letter.PayPath(id), content: null);
            pages.Add(answer.Headers.Location!.Segments[^1]);
        }

        Assert.That(pages, Is.EqualTo(new[] { "cs_1", "cs_1", "cs_2" }));
    }

    [Test]
    public async Task Who_pays_manages_that_payment_and_cannot_pay_twice()
    {
        var id = await _letter.AddAsync();
        await _letter.TellAsync(
            StripeEvents.Paid("evt_1", id, "in_1", _letter.Now, _letter.Now.AddYears(1), customer: "cus_7")
        );

        using var twice = await _letter.Http.PostAsync(_letter.PayPath(id), content: null);
        var html = await twice.Content.ReadAsStringAsync();
        Assert.That(_letter.Stripe.Calls, Is.Empty);

        var link = await _letter.BillingPathAsync(id);
        using var paysAgain = await PostAsync(link, "pay");
        using var billing = await PostAsync(link, "billing");
        using var again = await PostAsync(link, "billing");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)twice.StatusCode, Is.EqualTo(200));
            Assert.That(html, Does.Contain("You have paid until").And.Contain("/billing\"").And.Not.Contain("/pay\""));
            Assert.That(((int)paysAgain.StatusCode, (int)again.StatusCode), Is.EqualTo((200, 404)));
            Assert.That(
                _letter.Stripe.Calls.Single().Form["return_url"],
                Is.EqualTo("https://letter.example.com/paid")
            );
            Assert.That((int)billing.StatusCode, Is.EqualTo(303));
            Assert.That(billing.Headers.Location!.AbsoluteUri, Is.EqualTo($"{_letter.Stripe.Address}/p/session/cus_7"));
        }
    }

    [Test]
    public async Task Who_never_paid_has_nothing_to_manage_and_who_left_signs_up_first()
    {
        var (ana, ben) = (await _letter.AddAsync(), await _letter.AddAsync("ben@example.org", "unsubscribed"));
        using var billing = await PostAsync(await _letter.BillingPathAsync(ana), "billing");
        using var left = await _letter.Http.PostAsync(_letter.PayPath(ben), content: null);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)billing.StatusCode, Is.EqualTo(200));
            Assert.That(await left.Content.ReadAsStringAsync(), Does.Contain("Sign up once more first"));
            Assert.That(_letter.Stripe.Calls, Is.Empty);
        }
    }

    [Test]
    public async Task A_customer_who_was_deleted_at_Stripe_pays_as_a_new_one()
    {
        var id = await _letter.AddAsync(status: "expired", trialDays: -30);
        await _letter.ScalarAsync<object>($"UPDATE subscribers SET stripe_customer = 'cus_gone' WHERE id = {id}");
        _letter.Stripe.Gone.Add("cus_gone");

        using var answer = await PostAsync(await _letter.BillingPathAsync(id), "pay");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(303));
            Assert.That(_letter.Stripe.Calls.Last().Form["customer_email"], Is.EqualTo("ana@example.org"));
        }
    }

    [TestCase(500)]
    [TestCase(401)]
    [TestCase(429)]
    public async Task When_Stripe_fails_the_reader_is_told_so_kindly_and_no_secret_is_anywhere(int status)
    {
        var id = await _letter.AddAsync();
        _letter.Stripe.Trouble = status;

        using var answer = await _letter.Http.PostAsync(_letter.PayPath(id), content: null);
        var html = await answer.Content.ReadAsStringAsync();
        await _letter.TellAsync("{}", signature: "t=1,v1=00");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(503));
            Assert.That(html, Does.Contain("Nothing was charged."));
            Assert.That(
                _letter.Log,
                Has.Some.StartsWith("Error").And.Contains($"for subscriber {id}: status {status}")
            );
            Assert.That(_letter.Log.Append(html), Has.None.Contains("canary").And.None.Contains("ana@example.org"));
            Assert.That(_letter.Log, Has.None.Contains(_letter.Token(id)));
        }
    }

    [Test]
    public async Task When_Stripe_fails_the_link_to_the_bills_can_be_used_again()
    {
        var id = await _letter.AddAsync();
        await _letter.ScalarAsync<object>($"UPDATE subscribers SET stripe_customer = 'cus_7' WHERE id = {id}");
        var link = await _letter.BillingPathAsync(id);
        _letter.Stripe.Trouble = 500;
        using var failed = await PostAsync(link, "billing");
        _letter.Stripe.Trouble = null;
        using var opened = await PostAsync(link, "billing");

        Assert.That(((int)failed.StatusCode, (int)opened.StatusCode), Is.EqualTo((503, 303)));
    }

    [TestCase("erase")]
    [TestCase("Erase")]
    [TestCase("ERASE")]
    public async Task Who_is_charged_on_is_mailed_no_link_to_be_erased_however_the_address_is_written(string matter)
    {
        var id = await PayerAsync();

        using var answer = await _letter.Http.PostAsync($"{_letter.Manage(id)}/{matter}", content: null);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(409));
            Assert.That(
                await answer.Content.ReadAsStringAsync(),
                Does.Contain("Cancel it first").And.Contain("/billing\"")
            );
            Assert.That(await _letter.ScalarAsync<long>("SELECT count(*) FROM fresh_links"), Is.Zero);
        }
    }

    [TestCase("billing")]
    [TestCase("Billing")]
    public async Task Who_never_paid_is_mailed_no_link_to_bills_however_the_address_is_written(string matter)
    {
        var id = await _letter.AddAsync();

        using var answer = await _letter.Http.PostAsync($"{_letter.Manage(id)}/{matter}", content: null);

        Assert.That((int)answer.StatusCode, Is.EqualTo(404));
    }

    [Test]
    public async Task An_old_unsubscribe_link_does_not_say_who_pays()
    {
        var (payer, other) = (await PayerAsync(), await _letter.AddAsync("amy@example.org"));
        await _letter.ScalarAsync<object>("UPDATE subscribers SET link_epoch = 7");

        var pages = new List<string>();
        foreach (var id in new[] { payer, other })
        {
            var link = $"/unsubscribe/{_letter.UnsubscribeToken(id)}";
            using var left = await PostAsync(link, "leave");
            pages.Add((await left.Content.ReadAsStringAsync()).Replace(link, "LINK", StringComparison.Ordinal));
        }

        Assert.That(pages[0], Is.EqualTo(pages[1]));
        Assert.That(pages[0], Does.Contain("Leaving does not cancel a payment"));
    }

    [Test]
    public async Task Who_comes_back_after_a_paid_year_pays_behind_a_link_that_is_mailed()
    {
        var id = await _letter.AddAsync(status: "expired", trialDays: -30);
        await _letter.ScalarAsync<object>($"UPDATE subscribers SET stripe_customer = 'cus_7' WHERE id = {id}");

        using var byFoot = await _letter.Http.PostAsync(_letter.PayPath(id), content: null);
        using var byLink = await PostAsync(await _letter.BillingPathAsync(id), "pay");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(byFoot.Headers.Location, Is.Null);
            Assert.That(await byFoot.Content.ReadAsStringAsync(), Does.Contain("Mail me the link"));
            Assert.That((int)byLink.StatusCode, Is.EqualTo(303));
        }
    }

    [TestCase("https://stripe.com.evil.example")]
    [TestCase("http://checkout.stripe.com")]
    [TestCase("//evil.example")]
    [TestCase("javascript:alert(1)")]
    public async Task Nobody_is_sent_to_an_address_that_is_not_Stripes(string host)
    {
        var id = await _letter.AddAsync();
        _letter.Stripe.PageHost = host;

        using var answer = await _letter.Http.PostAsync(_letter.PayPath(id), content: null);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(503));
            Assert.That(answer.Headers.Location, Is.Null);
        }
    }

    [Test]
    public async Task A_link_that_is_not_ours_leads_nowhere()
    {
        var id = await _letter.AddAsync();
        var token = _letter.Token(id);
        foreach (
            var path in new[]
            {
                $"/manage/{token[..^1]}x/pay",
                "/manage/x/pay",
                $"/manage/{token}/pays",
                $"/manage/{token.Replace(".m.", ".u.", StringComparison.Ordinal)}/billing",
            }
        )
        {
            using var get = await _letter.Http.GetAsync(path);
            using var post = await _letter.Http.PostAsync(path, content: null);
            Assert.That(((int)get.StatusCode, (int)post.StatusCode), Is.EqualTo((404, 404)), path);
        }
    }

    [Test]
    public async Task Without_keys_nothing_about_paying_is_there()
    {
        await using var free = await PaidNewsletter.StartAsync(hasStripe: false);
        var id = await free.AddAsync();

        using var get = await free.Http.GetAsync(free.PayPath(id));
        using var post = await free.Http.PostAsync(free.PayPath(id), content: null);
        using var billing = await free.Http.PostAsync(free.Manage(id) + "/billing", content: null);
        var webhook = await free.TellAsync(StripeEvents.Paid("evt_1", id, "in_1", free.Now, free.Now.AddYears(1)));

        Assert.That(
            new[] { (int)get.StatusCode, (int)post.StatusCode, (int)billing.StatusCode, webhook },
            Is.All.EqualTo(404)
        );
    }

    private async Task<long> PayerAsync()
    {
        var id = await _letter.AddAsync();
        await _letter.TellAsync(
            StripeEvents.Paid("evt_1", id, "in_1", _letter.Now, _letter.Now.AddYears(1), customer: "cus_7")
        );
        return id;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string step)
    {
        using var form = new FormUrlEncodedContent([new("step", step)]);
        return await _letter.Http.PostAsync(path, form);
    }
}
