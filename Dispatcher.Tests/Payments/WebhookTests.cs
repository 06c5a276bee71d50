using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Payments;

[TestFixture, Integration]
internal sealed class WebhookTests
{
    private PaidNewsletter _letter = null!;

    [SetUp]
    public async Task StartAsync() => _letter = await PaidNewsletter.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _letter.DisposeAsync();

    [Test]
    public async Task A_paying_life_from_trial_to_the_last_day()
    {
        var id = await _letter.AddAsync();
        var (paidAt, firstEnd, secondEnd) = (
            _letter.Now.AddDays(2),
            _letter.Now.AddDays(2).AddYears(1),
            _letter.Now.AddDays(2).AddYears(2)
        );
        _letter.Clock.SetUtcNow(paidAt);
        await TellAsync(StripeEvents.CheckedOut("evt_1", id, paidAt));
        await TellAsync(StripeEvents.Paid("evt_2", id, "in_1", paidAt, firstEnd));
        Assert.That(await _letter.StandAsync(id), Is.EqualTo("active paid 2027-11-25 08:00"));

        _letter.Clock.SetUtcNow(firstEnd);
        await TellAsync(StripeEvents.Failed("evt_3", firstEnd));
        await TellAsync(StripeEvents.Paid("evt_4", id, "in_2", firstEnd, secondEnd));
        await TellAsync(StripeEvents.Updated("evt_5", id, firstEnd.AddMonths(1)));
        await _letter.LookAsync();
        Assert.That(
            await _letter.StandAsync(id),
            Is.EqualTo("active paid 2028-11-25 08:00"),
            "a wish to stop changes nothing before its date"
        );

        _letter.Clock.SetUtcNow(secondEnd.AddMinutes(1));
        await TellAsync(StripeEvents.Deleted("evt_6", id, secondEnd));
        await _letter.LookAsync();
        Assert.That(await _letter.StandAsync(id), Is.EqualTo("expired paid 2028-11-25 08:00"));

        _letter.Clock.SetUtcNow(secondEnd.AddMonths(1));
        await TellAsync(StripeEvents.Paid("evt_7", id, "in_3", _letter.Now, _letter.Now.AddYears(1)));
        Assert.That(
            await _letter.StandAsync(id),
            Is.EqualTo("active paid 2029-12-25 08:00"),
            "who pays again is back at once"
        );
    }

    [Test]
    public async Task A_renewal_may_come_days_late_and_an_end_does_not_wait()
    {
        var id = await PayAsync();
        var end = _letter.Now.AddYears(1);
        _letter.Clock.SetUtcNow(end.AddDays(3).AddMinutes(-1));
        await _letter.LookAsync();
        Assert.That(await _letter.StandAsync(id), Does.StartWith("active"));

        await TellAsync(StripeEvents.Deleted("evt_20", id, end));
        await _letter.LookAsync();
        Assert.That(await _letter.StandAsync(id), Does.StartWith("expired"));
    }

    [Test]
    public async Task A_renewal_that_never_comes_ends_the_term_after_the_grace_and_a_pause_comes_back()
    {
        var id = await PayAsync();
        await _letter.ScalarAsync<object>("UPDATE subscribers SET status = 'paused', paused_until = '2028-12-01'");
        _letter.Clock.SetUtcNow(_letter.Now.AddYears(1).AddDays(3));
        await _letter.LookAsync();
        Assert.That(await _letter.StandAsync(id), Does.StartWith("expired"));

        await TellAsync(StripeEvents.Paid("evt_20", id, "in_2", _letter.Now, _letter.Now.AddYears(1)));
        Assert.That(
            await _letter.ScalarAsync<string>("SELECT status || paused_until FROM subscribers"),
            Is.EqualTo("paused2028-12-01")
        );
    }

    [Test]
    public async Task The_end_of_one_subscription_leaves_another_alone()
    {
        var id = await PayAsync();
        await TellAsync(
            StripeEvents.Paid("evt_20", id, "in_2", _letter.Now, _letter.Now.AddYears(2), subscription: "sub_2")
        );
        await TellAsync(StripeEvents.Deleted("evt_21", id, _letter.Now.AddDays(3)));
        Assert.That(await _letter.StandAsync(id), Is.EqualTo("active paid 2028-11-23 08:00"));

        await TellAsync(StripeEvents.Deleted("evt_22", id, _letter.Now.AddDays(4), "sub_2"));
        Assert.That(await _letter.StandAsync(id), Is.EqualTo("active paid 2026-11-27 08:00"));
    }

    [Test]
    public async Task Who_leaves_is_told_that_the_payment_goes_on_and_is_not_erased_before_it_ends()
    {
        var id = await PayAsync();
        var erase = await _letter.ErasePathAsync(id);
        using var refused = await _letter.Http.PostAsync(erase, content: null);
        Assert.That(
            ((int)refused.StatusCode, await refused.Content.ReadAsStringAsync()),
            Is.EqualTo((409, await _letter.Http.GetStringAsync(erase)))
        );
        Assert.That(
            await _letter.Http.GetStringAsync(erase),
            Does.Contain("Your payment goes on until you cancel it.").And.Contain("Cancel it first")
        );
        Assert.That(
            await _letter.Http.GetStringAsync(_letter.Manage(id) + "/erase"),
            Does.Contain("Your payment goes on until you cancel it.").And.Contain(_letter.Manage(id) + "/billing")
        );
        Assert.That(
            await _letter.Http.GetStringAsync($"/manage/{_letter.Token(id)}"),
            Does.Contain("Payment, invoices, cancel")
        );

        await _letter.ScalarAsync<object>("UPDATE subscribers SET status = 'unsubscribed', left_from = 'active'");
        var leave =
            $"/unsubscribe/{_letter.Services.GetRequiredService<SignedToken>().Sign(TokenPurpose.Unsubscribe, id)}";
        Assert.That(
            await _letter.Http.GetStringAsync(leave),
            Does.Contain("Your payment goes on until you cancel it.").And.Contain("href=\"/link\"")
        );

        await TellAsync(StripeEvents.Deleted("evt_20", id, _letter.Now));
        Assert.That(await _letter.Http.GetStringAsync(leave), Does.Not.Contain("Your payment goes on"));
        using var erased = await _letter.Http.PostAsync(erase, content: null);
        Assert.That((int)erased.StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task Who_has_cancelled_can_be_erased_before_the_end_in_any_order_of_the_events()
    {
        var id = await PayAsync();
        var erase = await _letter.ErasePathAsync(id);
        await TellAsync(StripeEvents.Updated("evt_21", id, _letter.Now.AddDays(2), isCancelled: false));
        await TellAsync(StripeEvents.Updated("evt_20", id, _letter.Now.AddDays(1)));
        Assert.That(
            await _letter.Http.GetStringAsync(erase),
            Does.Contain("Your payment goes on"),
            "taken back a day later"
        );

        await TellAsync(StripeEvents.Updated("evt_22", id, _letter.Now.AddDays(3), subscription: "sub_2"));
        Assert.That(
            await _letter.Http.GetStringAsync(erase),
            Does.Contain("Your payment goes on"),
            "another subscription"
        );

        await TellAsync(StripeEvents.Updated("evt_23", id, _letter.Now.AddDays(3)));
        Assert.That(await _letter.StandAsync(id), Is.EqualTo("active paid 2027-11-23 08:00"));
        Assert.That(
            await _letter.Http.GetStringAsync($"/manage/{_letter.Token(id)}/pay"),
            Does.Not.Contain("Read on for a year"),
            "the year is still paid for"
        );
        using var erased = await _letter.Http.PostAsync(erase, content: null);
        Assert.That((int)erased.StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task An_end_that_nobody_told_of_does_not_bind_for_ever()
    {
        var id = await PayAsync();
        var stop = new DateTimeOffset(2028, 1, 20, 0, 0, 0, TimeSpan.Zero);

        Assert.That(
            await RunningPayment.IsThereAsync(
                _letter.Services.GetRequiredService<Database>(),
                id,
                stop,
                CancellationToken.None
            ),
            Is.True,
            "Stripe may still try"
        );
        Assert.That(
            await RunningPayment.IsThereAsync(
                _letter.Services.GetRequiredService<Database>(),
                id,
                stop.AddDays(14),
                CancellationToken.None
            ),
            Is.False
        );
    }

    [Test]
    public async Task A_full_refund_ends_the_term_when_it_is_made_and_a_part_does_not()
    {
        var id = await PayAsync();
        _letter.Stripe.Invoices["pi_1"] = "in_1";
        await TellAsync(StripeEvents.Refunded("evt_10", "pi_1", _letter.Now.AddDays(5), isFull: false));
        await TellAsync(StripeEvents.Disputed("evt_11", "pi_1", _letter.Now.AddDays(6), "warning_needs_response"));
        Assert.That(await _letter.StandAsync(id), Is.EqualTo("active paid 2027-11-23 08:00"));

        await TellAsync(StripeEvents.Refunded("evt_12", "pi_1", _letter.Now.AddDays(7)));
        Assert.That(await _letter.StandAsync(id), Is.EqualTo("active paid 2026-11-30 08:00"));
    }

    [Test]
    public async Task A_refund_of_an_older_API_version_names_its_invoice_itself()
    {
        var id = await PayAsync();
        await TellAsync(StripeEvents.Refunded("evt_10", "pi_unknown", _letter.Now.AddDays(7), invoice: "in_1"));

        Assert.That(await _letter.StandAsync(id), Is.EqualTo("active paid 2026-11-30 08:00"));
    }

    [Test]
    public async Task A_dispute_counts_as_a_refund_and_the_earlier_of_both_ends_the_term()
    {
        var id = await PayAsync();
        _letter.Stripe.Invoices["pi_1"] = "in_1";
        await TellAsync(StripeEvents.Refunded("evt_10", "pi_1", _letter.Now.AddDays(9)));
        await TellAsync(StripeEvents.Disputed("evt_11", "pi_1", _letter.Now.AddDays(7)));

        Assert.That(await _letter.StandAsync(id), Is.EqualTo("active paid 2026-11-30 08:00"));
    }

    [Test]
    public async Task A_refund_that_cannot_be_matched_now_is_told_again_later()
    {
        var id = await PayAsync();
        _letter.Stripe.Invoices["pi_1"] = "in_1";
        _letter.Stripe.Trouble = 500;
        var refund = StripeEvents.Refunded("evt_10", "pi_1", _letter.Now.AddDays(7));
        Assert.That(await _letter.TellAsync(refund), Is.EqualTo(503));

        _letter.Stripe.Trouble = null;
        await TellAsync(refund);
        Assert.That(await _letter.StandAsync(id), Is.EqualTo("active paid 2026-11-30 08:00"));
    }

    [Test]
    public async Task A_cancellation_at_once_ends_the_term_at_its_date()
    {
        var id = await PayAsync();
        await TellAsync(StripeEvents.Deleted("evt_10", id, _letter.Now.AddDays(7)));

        Assert.That(await _letter.StandAsync(id), Is.EqualTo("active paid 2026-11-30 08:00"));
    }

    [Test]
    public async Task The_same_event_counts_once_also_when_it_comes_many_times_at_once()
    {
        var id = await _letter.AddAsync();
        var paid = StripeEvents.Paid("evt_1", id, "in_1", _letter.Now, _letter.Now.AddYears(1));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _letter.TellAsync(paid)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answers, Is.All.EqualTo(200));
            Assert.That(await _letter.ScalarAsync<long>("SELECT count(*) FROM payments"), Is.EqualTo(1));
            Assert.That(await _letter.ScalarAsync<long>("SELECT count(*) FROM stripe_events"), Is.EqualTo(1));
            Assert.That(
                await _letter.ScalarAsync<long>("SELECT count(*) FROM subscriber_events WHERE event = 'paid'"),
                Is.EqualTo(1)
            );
        }
    }

    [Test]
    public async Task What_Stripe_did_not_sign_just_now_is_refused_without_a_word_and_changes_nothing()
    {
        var id = await _letter.AddAsync();
        var paid = StripeEvents.Paid("evt_1", id, "in_1", _letter.Now, _letter.Now.AddYears(1));
        var good = StripeServer.Sign(paid, _letter.Now);
        string[] forged =
        [
            StripeServer.Sign(paid, _letter.Now, "whsec_another"),
            StripeServer.Sign(paid + " ", _letter.Now),
            StripeServer.Sign(paid, _letter.Now.AddSeconds(-301)),
            StripeServer.Sign(paid, _letter.Now.AddSeconds(301)),
            good.Replace("v1=", "v0=", StringComparison.Ordinal),
            good.Split(',')[0],
            good.Split(',')[1],
            "t=,v1=",
            "t=1",
            "v1",
            ",",
            "=",
            "t=99999999999999999999,v1=0",
            new string('t', 5000),
            good.Replace("t=", "t=1", StringComparison.Ordinal),
            good[..^1] + (good[^1] == '0' ? '1' : '0'),
        ];

        using (Assert.EnterMultipleScope())
        {
            foreach (var signature in forged)
            {
                Assert.That(await _letter.TellAsync(paid, signature: signature), Is.EqualTo(400), signature);
            }

            using var unsigned = await _letter.Http.PostAsync("/webhooks/stripe", new StringContent(paid));
            Assert.That((int)unsigned.StatusCode, Is.EqualTo(400));
            Assert.That(await unsigned.Content.ReadAsStringAsync(), Is.Empty);
            Assert.That(await _letter.StandAsync(id), Does.StartWith("active trial"));
            Assert.That(await _letter.ScalarAsync<long>("SELECT count(*) FROM stripe_events"), Is.Zero);
            Assert.That(
                await _letter.TellAsync(paid, signature: good),
                Is.EqualTo(200),
                "the same with its own signature"
            );
        }
    }

    [Test]
    public async Task A_body_of_a_megabyte_is_refused_and_one_of_200_kB_is_read()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _letter.TellAsync(Large(1_000_000)), Is.EqualTo(413));
            Assert.That(await _letter.TellAsync(Large(200_000)), Is.EqualTo(200));

            // Without a length in front.
            using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/stripe")
            {
                Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(Large(1_000_000)))),
            };
            request.Headers.TransferEncodingChunked = true;
            request.Headers.Add("Stripe-Signature", StripeServer.Sign("", _letter.Now));
            using var answer = await _letter.Http.SendAsync(request);
            Assert.That((int)answer.StatusCode, Is.EqualTo(413));
        }

        string Large(int length) =>
            StripeEvents.Event(
                "evt_large",
                "product.created",
                _letter.Now,
                new { description = new string('x', length) }
            );
    }

    [Test]
    public async Task Without_a_signature_of_now_no_body_is_read()
    {
        string[] forged =
        [
            "",
            "Stripe-Signature: v1=00\r\n",
            $"Stripe-Signature: {StripeServer.Sign("", _letter.Now.AddSeconds(-301))}\r\n",
            $"Stripe-Signature: {StripeServer.Sign("", _letter.Now.AddSeconds(301))}\r\n",
        ];
        foreach (var header in forged)
        {
            using var http = await SendHeadAsync(header, length: 200_000);

            // The server waits for a body for some seconds, and then says 408.
            Assert.That(await http.StatusAsync(), Is.EqualTo(400), header);
        }

        using var large = await SendHeadAsync("", length: 1_000_000);
        Assert.That(await large.StatusAsync(), Is.EqualTo(413));
    }

    [Test]
    public async Task A_short_event_needs_no_place_while_slow_strangers_have_all_of_their_network()
    {
        var strangers = new List<RawHttp>();
        try
        {
            for (var i = 0; i < 10; i++)
            {
                var http = await SendHeadAsync(
                    $"Stripe-Signature: t={_letter.Now.ToUnixTimeSeconds()},v1=00\r\n",
                    200_000
                );
                strangers.Add(http);
                await http.SendAsync(new string(' ', 100_000));
            }

            var answers = strangers.Select(http => http.StatusAsync()).ToList();
            Assert.That(
                await _letter.TellAsync(StripeEvents.Event("evt_1", "product.created", _letter.Now, new { id = "p" })),
                Is.EqualTo(200)
            );
            Assert.That(answers.Count(one => one.IsCompleted), Is.Zero, "it did not wait for the end of a stranger");
        }
        finally
        {
            strangers.ForEach(http => http.Dispose());
        }
    }

    private async Task<RawHttp> SendHeadAsync(string header, int length)
    {
        var http = await RawHttp.ConnectAsync(_letter.Http.BaseAddress!);
        await http.SendAsync($"POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\n{header}Content-Length: {length}\r\n\r\n");
        return http;
    }

    [TestCase("not JSON")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("{\"id\":7,\"type\":\"invoice.paid\"}")]
    [TestCase("{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"invoice.paid\",\"created\":1,\"data\":null}")]
    public async Task What_is_signed_but_is_no_event_is_refused(string body) =>
        Assert.That(await _letter.TellAsync(body), Is.EqualTo(400));

    [TestCase("customer.created")]
    [TestCase("entitlements.active_entitlement_summary.updated")]
    [TestCase("invoice.paid")]
    [TestCase("charge.refunded")]
    [TestCase("customer.subscription.deleted")]
    public async Task Events_that_mean_nothing_to_us_are_taken_and_change_nothing(string type)
    {
        var id = await _letter.AddAsync();
        await TellAsync(
            StripeEvents.Event(
                "evt_1",
                type,
                _letter.Now,
                new
                {
                    id = "x_1",
                    lines = 7,
                    customer = new { },
                    metadata = "none",
                }
            )
        );

        Assert.That(await _letter.StandAsync(id), Does.StartWith("active trial"));
    }

    [Test]
    public async Task Who_left_and_pays_stays_away_and_the_operator_hears_of_it()
    {
        var id = await _letter.AddAsync(status: "unsubscribed");
        await TellAsync(StripeEvents.Paid("evt_1", id, "in_1", _letter.Now, _letter.Now.AddYears(1)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _letter.StandAsync(id), Is.EqualTo("unsubscribed paid 2027-11-23 08:00"));
            Assert.That(
                _letter.Log,
                Has.Some.StartsWith("Warning").And.Contains("evt_1 is a payment of a person who left")
            );
        }
    }

    [Test]
    public async Task A_payment_of_somebody_who_was_erased_stays_in_the_books()
    {
        await TellAsync(StripeEvents.Paid("evt_1", 4711, "in_1", _letter.Now, _letter.Now.AddYears(1)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _letter.ReadAsync<(string, long, long, string)>(
                    "SELECT reference, subscriber_id, amount, currency FROM payments"
                ),
                Is.EqualTo(("in_1", 4711L, 6000L, "eur"))
            );
            Assert.That(_letter.Log, Has.Some.StartsWith("Warning").And.Contains("not on the list, or was erased"));
        }
    }

    [Test]
    public async Task A_renewal_is_known_by_its_customer_and_other_sales_of_the_account_are_not_ours()
    {
        var id = await PayAsync();
        var end = _letter.Now.AddYears(2);
        await TellAsync(
            StripeEvents.Paid("evt_10", null, "in_10", _letter.Now, end.AddYears(5), price: "price_of_mugs")
        );
        await TellAsync(
            StripeEvents.Paid(
                "evt_11",
                id,
                "in_11",
                _letter.Now,
                end.AddYears(5),
                customer: "cus_2",
                newsletter: "https://another.example.com",
                price: "price_other"
            )
        );
        Assert.That(await _letter.StandAsync(id), Is.EqualTo("active paid 2027-11-23 08:00"));

        await TellAsync(StripeEvents.OldPaid("evt_12", null, "in_12", _letter.Now, end));
        Assert.That(await _letter.StandAsync(id), Is.EqualTo("active paid 2028-11-23 08:00"));
    }

    private async Task<long> PayAsync()
    {
        var id = await _letter.AddAsync();
        await TellAsync(StripeEvents.CheckedOut("evt_1", id, _letter.Now));
        await TellAsync(StripeEvents.Paid("evt_2", id, "in_1", _letter.Now, _letter.Now.AddYears(1)));
        return id;
    }

    private async Task TellAsync(string body) => Assert.That(await _letter.TellAsync(body), Is.EqualTo(200));
}
