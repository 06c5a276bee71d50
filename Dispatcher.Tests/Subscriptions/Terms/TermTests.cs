using System.Globalization;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Subscriptions.Terms;

[TestFixture, Integration]
internal sealed class TermTests
{
    private static readonly DateTimeOffset Paid = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset YearLater = Paid.AddYears(1);

    private SubscriptionsAtWork _at = null!;

    [SetUp]
    public async Task Prepare() => _at = await SubscriptionsAtWork.CreateAsync(price: "€60");

    [TearDown]
    public void Clean() => _at.Dispose();

    [Test]
    public async Task A_trial_goes_its_way_day_by_day()
    {
        await _at.JoinAsync();
        var seen = new List<string>();
        for (var hour = new DateTime(2026, 11, 23, 9, 0, 0); hour < new DateTime(2026, 12, 20); hour = hour.AddHours(1))
        {
            _at.GoTo(hour.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
            await _at.LookAsync();
            var now = $"{await _at.StatusAsync()}: {string.Join(", ", await _at.MailsAsync())}";
            if (seen.Count == 0 || !seen[^1].EndsWith(now, StringComparison.Ordinal))
            {
                seen.Add($"{hour.ToString("ddd dd HH:mm", CultureInfo.InvariantCulture)} {now}");
            }
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                seen,
                Is.EqualTo(
                    new[]
                    {
                        "Mon 23 09:00 active: confirm, welcome",
                        "Thu 03 06:00 active: confirm, welcome, trial-ending",
                        "Tue 08 00:00 expired: confirm, welcome, trial-ending, expired",
                    }
                )
            );
            Assert.That(
                await _at.ListAsync("SELECT kind || ' ' || mail_values FROM mails WHERE id > 1"),
                Is.EqualTo(
                    new[]
                    {
                        """welcome {"first_issue":"Tuesday, 24 November, 06:00","until":"Monday, 7 December 2026"}""",
                        """trial-ending {"until":"Monday, 7 December 2026"}""",
                        """expired {"until":"Monday, 7 December 2026"}""",
                    }
                )
            );
            Assert.That(
                await _at.EventsAsync(1),
                Is.EqualTo(new[] { "signed-up", "confirmed", "trial-began 2026-12-07", "expired trial" })
            );
        }
    }

    [TestCase("Pacific/Auckland", "2026-12-07 11:59", "2026-12-07 12:00")]
    [TestCase("Pacific/Honolulu", "2026-12-07 10:59", "2026-12-07 11:00")]
    public async Task A_trial_ends_with_the_day_where_the_person_is(string zone, string still, string over)
    {
        await _at.JoinAsync(zone: zone);

        _at.GoTo(still);
        await _at.LookAsync();
        var before = await _at.StatusAsync();
        _at.GoTo(over);
        await _at.LookAsync();

        Assert.That((before, await _at.StatusAsync()), Is.EqualTo(("active", "expired")));
    }

    [Test]
    public async Task There_is_no_second_trial()
    {
        var id = await _at.JoinAsync();
        _at.Clock.Advance(TimeSpan.FromDays(40));
        await _at.LookAsync();

        await _at.AskAsync("ana@example.org");
        var result = await _at.Confirmations.ConfirmAsync(await _at.LastConfirmTokenAsync(), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (result.Outcome, result.IsExpired, result.FirstIssue),
                Is.EqualTo((ConfirmOutcome.Confirmed, true, default(string)))
            );
            Assert.That(await _at.StatusAsync(), Is.EqualTo("expired"));
            Assert.That(await _at.MailsAsync(), Is.EqualTo(new[] { "confirm", "welcome", "expired", "confirm" }));
        }

        await _at.Departures.LeaveAsync(_at.Unsubscribe(id), CancellationToken.None);
        _at.Clock.Advance(TimeSpan.FromDays(2));
        await _at.AskAsync("ana@example.org");
        await _at.Confirmations.ConfirmAsync(await _at.LastConfirmTokenAsync(), CancellationToken.None);

        Assert.That(await _at.StatusAsync(), Is.EqualTo("expired"));
    }

    [Test]
    public async Task Who_leaves_and_comes_back_within_the_trial_keeps_its_end()
    {
        var id = await _at.JoinAsync();
        var end = await EndAsync();
        _at.Clock.Advance(TimeSpan.FromDays(3));
        await _at.Departures.LeaveAsync(_at.Unsubscribe(id), CancellationToken.None);
        await _at.JoinAsync();

        Assert.That((await _at.StatusAsync(), await EndAsync()), Is.EqualTo(("active", end)));
    }

    [Test]
    public async Task Without_a_price_nothing_ends()
    {
        using var at = await SubscriptionsAtWork.CreateAsync();
        await at.JoinAsync();
        await at.ExecuteAsync("UPDATE subscribers SET term = 'trial', term_ends_at = 1");

        at.Clock.Advance(TimeSpan.FromDays(400));
        await at.LookAsync();

        Assert.That(
            (await at.StatusAsync(), await at.MailsAsync()),
            Is.EqualTo(("active", new[] { "confirm", "welcome" }))
        );
    }

    [Test]
    public async Task Somebody_whom_nothing_was_said_about_does_not_expire()
    {
        await _at.AddAsync("ana@example.org", "active");

        _at.Clock.Advance(TimeSpan.FromDays(400));
        await _at.LookAsync();

        Assert.That(await _at.StatusAsync(), Is.EqualTo("active"));
    }

    [Test]
    public async Task An_operator_brings_an_expired_person_back_until_a_day()
    {
        await _at.JoinAsync();
        _at.GoTo("2026-12-10 12:00");
        await _at.LookAsync();

        var change = await _at.Terms.ExtendAsync(
            EmailAddress.Parse("ana@example.org"),
            new DateOnly(2026, 12, 31),
            CancellationToken.None
        );
        var extended = await _at.StatusAsync();
        _at.GoTo("2026-12-31 23:59");
        await _at.LookAsync();
        var lastMinute = await _at.StatusAsync();
        _at.GoTo("2027-01-01 00:00");
        await _at.LookAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(change, Is.EqualTo(StatusChange.Done("may read until 2026-12-31")));
            Assert.That((extended, lastMinute, await _at.StatusAsync()), Is.EqualTo(("active", "active", "expired")));
            Assert.That(
                await _at.MailsAsync(),
                Is.EqualTo(new[] { "confirm", "welcome", "expired", "expired" }),
                "no trial-ending for who has paid"
            );
        }
    }

    [Test]
    public async Task Who_is_extended_after_leaving_comes_back_active()
    {
        var id = await _at.JoinAsync();
        _at.GoTo("2026-12-10 12:00");
        await _at.LookAsync();
        await _at.Departures.LeaveAsync(_at.Unsubscribe(id), CancellationToken.None);
        await _at.Terms.ExtendAsync(id, new DateOnly(2026, 12, 31), CancellationToken.None);

        await _at.Departures.UndoAsync(_at.Unsubscribe(id), CancellationToken.None);

        Assert.That(await _at.StatusAsync(), Is.EqualTo("active"));
    }

    // A pause without a day ends with the payment: who pays wants to read.
    [TestCase("2026-12-24", "paused")]
    [TestCase(null, "active")]
    public async Task Who_is_extended_after_a_pause_reads_unless_a_day_is_still_to_come(string? until, string expected)
    {
        var id = await _at.JoinAsync();
        DateOnly? day = until is null ? null : DateOnly.Parse(until, CultureInfo.InvariantCulture);
        await _at.Pauses.PauseAsync(EmailAddress.Parse("ana@example.org"), day, CancellationToken.None);
        _at.GoTo("2026-12-10 12:00");
        await _at.LookAsync();
        var before = await _at.StatusAsync();

        await _at.Terms.ExtendAsync(id, new DateOnly(2026, 12, 31), CancellationToken.None);

        Assert.That((before, await _at.StatusAsync()), Is.EqualTo(("expired", expected)));
    }

    [TestCase("2026-11-22", "cannot be extended until 2026-11-22; give today or a later day")]
    [TestCase("2026-12-01", "may read until 2026-12-07 already; give a later day")]
    public async Task An_extension_only_extends(string until, string why)
    {
        var id = await _at.JoinAsync();

        Assert.That(
            await _at.Terms.ExtendAsync(
                id,
                DateOnly.Parse(until, CultureInfo.InvariantCulture),
                CancellationToken.None
            ),
            Is.EqualTo(new StatusChange(StatusChangeKind.NoDay, why))
        );
    }

    [Test]
    public async Task Nobody_unknown_is_extended() =>
        Assert.That(await _at.Terms.ExtendAsync(99, new DateOnly(2027, 1, 1), CancellationToken.None), Is.Null);

    /// <summary>
    /// P pays until a year later, R gives that back in March, E ends all in February, N pays a second year, X extends
    /// to the end of 2028.
    /// </summary>
    [TestCase("P", "2027-12-01")]
    [TestCase("PN", "2028-12-01")]
    [TestCase("PR", "2027-03-01")]
    [TestCase("PE", "2027-02-01")]
    [TestCase("PER", "2027-02-01")]
    [TestCase("PNR", "2028-12-01")]
    [TestCase("PEN", "2028-12-01")]
    [TestCase("PXR", "2028-12-31")]
    public async Task Payments_come_in_any_order_and_twice(string happened, string expected)
    {
        foreach (var order in Permutations(happened))
        {
            using var at = await SubscriptionsAtWork.CreateAsync(price: "€60");
            var id = await at.JoinAsync();
            foreach (var what in order.Concat(order.Replace("X", "", StringComparison.Ordinal)))
            {
                await ActAsync(at, what, id);
            }

            Assert.That(
                DateTimeOffset
                    .FromUnixTimeMilliseconds(await at.ScalarAsync<long>("SELECT term_ends_at FROM subscribers"))
                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Is.EqualTo(expected),
                $"in the order {order}"
            );
            Assert.That(
                await at.ScalarAsync<string>("SELECT term || ' ' || status FROM subscribers"),
                Is.EqualTo("paid active")
            );
        }
    }

    [Test]
    public async Task A_payment_brings_an_expired_person_back_and_a_refund_ends_it_at_its_date()
    {
        var id = await _at.JoinAsync();
        _at.GoTo("2026-12-10 12:00");
        await _at.LookAsync();

        await ActAsync(_at, 'P', id);
        var paid = await _at.StatusAsync();
        _at.GoTo("2027-03-01 13:30");
        await ActAsync(_at, 'R', id);
        await _at.LookAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((paid, await _at.StatusAsync()), Is.EqualTo(("active", "expired")));
            Assert.That(
                (await _at.EventsAsync(id)).Skip(3),
                Is.EqualTo(new[] { "expired trial", "paid one", "came-back expired", "refunded one", "expired paid" })
            );
        }
    }

    [Test]
    public async Task A_refund_leaves_a_paid_term_from_elsewhere_alone()
    {
        var id = await _at.AddAsync("ana@example.org", "active");
        var end = YearLater.AddYears(5).ToUnixTimeMilliseconds();
        await _at.ExecuteAsync($"UPDATE subscribers SET term = 'paid', term_ends_at = {end}");

        await ActAsync(_at, 'P', id);
        await ActAsync(_at, 'R', id);

        Assert.That(await EndAsync(), Is.Not.EqualTo(0).And.EqualTo(end));
    }

    [Test]
    public async Task A_subscription_ends_by_the_customers_name_once_they_have_paid()
    {
        var id = await _at.JoinAsync();

        var before = await InTransactionAsync((c, t) => _at.Terms.EndAsync(c, t, "cus_1", Paid.AddMonths(1)));
        await ActAsync(_at, 'P', id);
        var after = await InTransactionAsync((c, t) => _at.Terms.EndAsync(c, t, "cus_1", Paid.AddMonths(1)));

        Assert.That(
            (before, after, await EndAsync()),
            Is.EqualTo((false, true, Paid.AddMonths(1).ToUnixTimeMilliseconds()))
        );
    }

    [Test]
    public async Task A_payment_for_somebody_who_was_erased_stays_in_the_books()
    {
        await ActAsync(_at, 'P', 99);

        Assert.That(await _at.ScalarAsync<long>("SELECT count(*) FROM payments"), Is.EqualTo(1));
    }

    [TestCase("2026-12-08 00:00", "2026-12-03 06:00")]
    [TestCase("2026-12-07 00:00", "2026-12-02 06:00")]
    [TestCase("2026-12-05 00:00", "2026-12-02 06:00")]
    public void A_trials_end_is_told_three_send_days_before(string end, string told)
    {
        var zone = _at.Newsletter.TimeZone;

        Assert.That(TermRule.ReminderAt(At(end), zone, _at.Calendar, _at.Newsletter.SendAt), Is.EqualTo(At(told)));
    }

    [Test]
    public async Task A_sign_up_that_nobody_confirmed_is_forgotten_after_thirty_days()
    {
        await _at.AskAsync("ana@example.org");
        await _at.AddAsync("imported@example.org", "pending");
        _at.Clock.Advance(TimeSpan.FromDays(29));
        await _at.LookAsync();
        var before = await _at.StatusAsync();

        _at.Clock.Advance(TimeSpan.FromDays(1));
        await _at.LookAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (before, await _at.StatusAsync(), await _at.StatusAsync("imported@example.org")),
                Is.EqualTo(("pending", default(string), "pending"))
            );
            Assert.That(await _at.ListAsync("SELECT email || state FROM mails"), Is.EqualTo(new[] { "skipped" }));
            Assert.That(await _at.ScalarAsync<long>("SELECT count(*) FROM suppressions"), Is.Zero);
        }
    }

    private static DateTimeOffset At(string berlin) =>
        DateTimeOffset.Parse(berlin + "+01:00", CultureInfo.InvariantCulture);

    private async Task<long> EndAsync() => await _at.ScalarAsync<long>("SELECT term_ends_at FROM subscribers");

    private static async Task ActAsync(SubscriptionsAtWork at, char what, long id)
    {
        if (what == 'X')
        {
            await at.Terms.ExtendAsync(id, new DateOnly(2028, 12, 31), CancellationToken.None);
            return;
        }

        await at.Database.InTransactionAsync(
            async (connection, transaction) =>
            {
                await (
                    what switch
                    {
                        'P' => at.Terms.PaidAsync(
                            connection,
                            transaction,
                            new Payment("one", id, 6000, "eur", Paid, YearLater, "cus_1")
                        ),
                        'N' => at.Terms.PaidAsync(
                            connection,
                            transaction,
                            new Payment("two", id, 6000, "eur", YearLater, YearLater.AddYears(1), "cus_1")
                        ),
                        'R' => at.Terms.RefundedAsync(connection, transaction, "one", Paid.AddMonths(3)),
                        _ => at.Terms.EndAsync(connection, transaction, id, Paid.AddMonths(2)),
                    }
                );
                return true;
            },
            CancellationToken.None
        );
    }

    private Task<T> InTransactionAsync<T>(
        Func<Microsoft.Data.Sqlite.SqliteConnection, Microsoft.Data.Sqlite.SqliteTransaction, Task<T>> work
    ) => _at.Database.InTransactionAsync(work, CancellationToken.None);

    private static IEnumerable<string> Permutations(string letters) =>
        letters.Length <= 1
            ? [letters]
            : letters.SelectMany((letter, at) => Permutations(letters.Remove(at, 1)).Select(rest => letter + rest));
}
