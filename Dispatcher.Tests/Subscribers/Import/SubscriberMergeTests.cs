using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Import;

namespace Newsletter.Dispatcher.Tests.Subscribers.Import;

[TestFixture]
internal sealed class SubscriberMergeTests
{
    // Known status, status in the row (null: none), what it comes to, status afterwards.
    [TestCase("active", null, "Unchanged", "active")]
    [TestCase("active", "active", "Unchanged", "active")]
    [TestCase("active", "paused", "Updated", "paused")]
    [TestCase("active", "expired", "Updated", "expired")]
    [TestCase("active", "unsubscribed", "Updated", "unsubscribed")]
    [TestCase("active", "bounced", "Updated", "bounced")]
    [TestCase("active", "complained", "Updated", "complained")]
    [TestCase("paused", null, "Unchanged", "paused")]
    [TestCase("paused", "active", "Updated", "active")]
    [TestCase("pending", null, "Unchanged", "pending")]
    [TestCase("pending", "active", "Updated", "active")]
    [TestCase("expired", null, "Unchanged", "expired")]
    [TestCase("unsubscribed", null, "Kept", "unsubscribed")]
    [TestCase("unsubscribed", "active", "Kept", "unsubscribed")]
    [TestCase("unsubscribed", "pending", "Kept", "unsubscribed")]
    [TestCase("unsubscribed", "paused", "Kept", "unsubscribed")]
    [TestCase("unsubscribed", "expired", "Kept", "unsubscribed")]
    [TestCase("unsubscribed", "unsubscribed", "Unchanged", "unsubscribed")]
    [TestCase("unsubscribed", "bounced", "Unchanged", "unsubscribed")]
    [TestCase("unsubscribed", "complained", "Updated", "complained")]
    [TestCase("bounced", null, "Kept", "bounced")]
    [TestCase("bounced", "active", "Kept", "bounced")]
    [TestCase("bounced", "unsubscribed", "Updated", "unsubscribed")]
    [TestCase("complained", null, "Kept", "complained")]
    [TestCase("complained", "active", "Kept", "complained")]
    [TestCase("complained", "unsubscribed", "Unchanged", "complained")]
    public void Who_has_left_is_never_brought_back(string known, string? row, string change, string after)
    {
        var entry = new SubscriberEntry { Address = EmailAddress.Parse("ana@example.org"), Status = row };

        var decided = SubscriberMerge.Decide(new(1, "Ana", null, null, known, null), entry);

        Assert.That((decided.Change.ToString(), decided.Result.Status), Is.EqualTo((change, after)));
    }

    // What a stranger typed must not open the way back that the bar closes.
    [TestCase("None", "active", "Updated", "active")]
    [TestCase("Suppressed", "active", "Kept", "pending")]
    [TestCase("Suppressed", null, "Kept", "pending")]
    [TestCase("Suppressed", "unsubscribed", "Updated", "unsubscribed")]
    [TestCase("Erased", "active", "Kept", "pending")]
    [TestCase("Erased", "unsubscribed", "Kept", "pending")]
    public void Who_only_asked_and_is_barred_is_not_confirmed_by_a_row(
        string bar,
        string? row,
        string change,
        string after
    )
    {
        var entry = new SubscriberEntry { Address = EmailAddress.Parse("ana@example.org"), Status = row };

        var decided = SubscriberMerge.Decide(
            new(1, null, null, null, SubscriberStatus.Pending, null),
            entry,
            Enum.Parse<AddressBar>(bar)
        );

        Assert.That((decided.Change.ToString(), decided.Result.Status), Is.EqualTo((change, after)));
    }

    [Test]
    public void A_filled_cell_replaces_and_an_empty_one_keeps()
    {
        var known = new KnownSubscriber(7, "Ana", "Ruiz", "Europe/Madrid", "active", "paid;world");
        var entry = new SubscriberEntry
        {
            Address = EmailAddress.Parse("ana@example.org"),
            LastName = "Ruiz Gil",
            Tags = ["trial"],
        };

        var decided = SubscriberMerge.Decide(known, entry);

        Assert.That(decided, Is.EqualTo((ImportChange.Updated, known with { LastName = "Ruiz Gil", Tags = "trial" })));
    }

    [Test]
    public void A_row_that_would_bring_somebody_back_changes_nothing_else_either()
    {
        var known = new KnownSubscriber(7, "Ana", null, null, "unsubscribed", null);
        var entry = new SubscriberEntry
        {
            Address = EmailAddress.Parse("ana@example.org"),
            FirstName = "Anna",
            Tags = ["paid"],
            Status = "active",
        };

        Assert.That(SubscriberMerge.Decide(known, entry), Is.EqualTo((ImportChange.Kept, known)));
    }

    // Known status, status with the other product, what it comes to, status afterwards.
    [TestCase("active", "active", "Unchanged", "active")]
    [TestCase("active", "pending", "Unchanged", "active")]
    [TestCase("active", "unsubscribed", "Updated", "unsubscribed")]
    [TestCase("active", "bounced", "Updated", "bounced")]
    [TestCase("active", "complained", "Updated", "complained")]
    [TestCase("paused", "active", "Unchanged", "paused")]
    [TestCase("paused", "pending", "Unchanged", "paused")]
    [TestCase("paused", "unsubscribed", "Updated", "unsubscribed")]
    [TestCase("expired", "active", "Unchanged", "expired")]
    [TestCase("expired", null, "Unchanged", "expired")]
    [TestCase("pending", "active", "Updated", "active")]
    [TestCase("pending", "pending", "Unchanged", "pending")]
    [TestCase("pending", "bounced", "Updated", "bounced")]
    [TestCase("unsubscribed", "active", "Kept", "unsubscribed")]
    [TestCase("unsubscribed", "pending", "Kept", "unsubscribed")]
    [TestCase("unsubscribed", null, "Kept", "unsubscribed")]
    [TestCase("unsubscribed", "bounced", "Unchanged", "unsubscribed")]
    [TestCase("unsubscribed", "complained", "Updated", "complained")]
    [TestCase("bounced", "active", "Kept", "bounced")]
    [TestCase("bounced", "unsubscribed", "Updated", "unsubscribed")]
    [TestCase("complained", "active", "Kept", "complained")]
    [TestCase("complained", "bounced", "Unchanged", "complained")]
    public void Another_product_may_say_who_left_and_who_confirmed_and_nothing_else(
        string known,
        string? row,
        string change,
        string after
    )
    {
        var entry = new SubscriberEntry
        {
            Address = EmailAddress.Parse("ana@example.org"),
            Status = row,
            IsFromElsewhere = true,
        };

        var decided = SubscriberMerge.Decide(new(1, "Ana", null, null, known, null), entry);

        Assert.That((decided.Change.ToString(), decided.Result.Status), Is.EqualTo((change, after)));
    }

    [Test]
    public void Another_product_fills_in_what_nobody_knows()
    {
        var (then, later) = (DateTimeOffset.UnixEpoch.AddDays(1), DateTimeOffset.UnixEpoch.AddDays(2));
        var entry = new SubscriberEntry
        {
            Address = EmailAddress.Parse("ana@example.org"),
            FirstName = "Anna",
            LastName = "Ruiz",
            TimeZone = "Europe/Madrid",
            Tags = ["vip"],
            ConfirmedAt = then,
            Term = "paid",
            TermEndsAt = later,
            IsFromElsewhere = true,
        };
        var bare = new KnownSubscriber(7, null, null, null, "active", "a");
        var full = new KnownSubscriber(7, "Ana", null, "Europe/Berlin", "active", "a;vip")
        {
            ConfirmedAt = later,
            Term = "trial",
            TermEndsAt = then,
        };

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                SubscriberMerge.Decide(bare, entry),
                Is.EqualTo(
                    (
                        ImportChange.Updated,
                        new KnownSubscriber(7, "Anna", "Ruiz", "Europe/Madrid", "active", "a;vip")
                        {
                            ConfirmedAt = then,
                            Term = "paid",
                            TermEndsAt = later,
                        }
                    )
                )
            );
            Assert.That(SubscriberMerge.Decide(full, entry), Is.EqualTo((ImportChange.Unchanged, full)));
        }
    }

    [Test]
    public void Tags_of_another_product_never_push_out_ours()
    {
        var known = string.Join(';', Enumerable.Range(1, 19).Select(i => $"t{i:00}"));
        var entry = new SubscriberEntry
        {
            Address = EmailAddress.Parse("ana@example.org"),
            Tags = ["a", "b", "t01"],
            IsFromElsewhere = true,
        };

        var once = SubscriberMerge.Decide(new(7, "Ana", null, null, "active", known), entry);
        var twice = SubscriberMerge.Decide(once.Result, entry);

        Assert.That((once.Result.Tags, twice.Change), Is.EqualTo(("a;" + known, ImportChange.Unchanged)));
    }

    [Test]
    public void Our_own_form_changes_pause_and_term_and_keeps_the_first_confirmation()
    {
        var (then, later) = (DateTimeOffset.UnixEpoch.AddDays(1), DateTimeOffset.UnixEpoch.AddDays(2));
        var known = new KnownSubscriber(7, "Ana", null, null, "paused", null)
        {
            ConfirmedAt = then,
            PausedUntil = new(2026, 2, 1),
            Term = "trial",
            TermEndsAt = then,
        };
        var row = new SubscriberEntry { Address = EmailAddress.Parse("ana@example.org") };

        using (Assert.EnterMultipleScope())
        {
            Assert.That(SubscriberMerge.Decide(known, row), Is.EqualTo((ImportChange.Unchanged, known)));
            Assert.That(
                SubscriberMerge
                    .Decide(known, row with { Status = "active", Term = "paid", ConfirmedAt = later })
                    .Result,
                Is.EqualTo(known with { Status = "active", PausedUntil = null, Term = "paid", TermEndsAt = null })
            );
            Assert.That(
                SubscriberMerge.Decide(known, row with { PausedUntil = new(2026, 3, 1), TermEndsAt = later }).Result,
                Is.EqualTo(known with { PausedUntil = new(2026, 3, 1), TermEndsAt = later })
            );
        }
    }

    [TestCase("active", AddressBar.None, true)]
    [TestCase("unsubscribed", AddressBar.None, true)]
    [TestCase(null, AddressBar.Suppressed, false)]
    [TestCase("active", AddressBar.Suppressed, false)]
    [TestCase("pending", AddressBar.Suppressed, false)]
    [TestCase("paused", AddressBar.Suppressed, false)]
    [TestCase("unsubscribed", AddressBar.Suppressed, true)]
    [TestCase("active", AddressBar.Erased, false)]
    [TestCase("unsubscribed", AddressBar.Erased, false)]
    public void Who_must_get_nothing_is_not_put_on_the_list(string? row, AddressBar bar, bool expected)
    {
        Assert.That(
            SubscriberMerge.MayAdd(new() { Address = EmailAddress.Parse("ana@example.org"), Status = row }, bar),
            Is.EqualTo(expected)
        );
    }

    [TestCase(null, "unsubscribed", "unsubscribed")]
    [TestCase("active", "bounced", "bounced")]
    [TestCase("complained", "bounced", "complained")]
    [TestCase("bounced", "unsubscribed", "unsubscribed")]
    public void In_a_file_of_people_who_left_the_weightier_departure_counts(
        string? row,
        string departure,
        string expected
    )
    {
        Assert.That(
            SubscriberMerge
                .Depart(new() { Address = EmailAddress.Parse("ana@example.org"), Status = row }, departure)
                .Status,
            Is.EqualTo(expected)
        );
    }
}
