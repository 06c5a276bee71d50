using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Import;

namespace Newsletter.Dispatcher.Tests.Subscribers.Import;

[TestFixture]
internal sealed class SubscriberMergeTests
{
    // Known status, status in the row (null: none), what it comes to, status afterwards.
    [TestCase(SubscriberStatus.Active, null, "Unchanged", SubscriberStatus.Active)]
    [TestCase(SubscriberStatus.Active, SubscriberStatus.Active, "Unchanged", SubscriberStatus.Active)]
    [TestCase(SubscriberStatus.Active, SubscriberStatus.Paused, "Updated", SubscriberStatus.Paused)]
    [TestCase(SubscriberStatus.Active, SubscriberStatus.Expired, "Updated", SubscriberStatus.Expired)]
    [TestCase(SubscriberStatus.Active, SubscriberStatus.Unsubscribed, "Updated", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Active, SubscriberStatus.Bounced, "Updated", SubscriberStatus.Bounced)]
    [TestCase(SubscriberStatus.Active, SubscriberStatus.Complained, "Updated", SubscriberStatus.Complained)]
    [TestCase(SubscriberStatus.Paused, null, "Unchanged", SubscriberStatus.Paused)]
    [TestCase(SubscriberStatus.Paused, SubscriberStatus.Active, "Updated", SubscriberStatus.Active)]
    [TestCase(SubscriberStatus.Pending, null, "Unchanged", SubscriberStatus.Pending)]
    [TestCase(SubscriberStatus.Pending, SubscriberStatus.Active, "Updated", SubscriberStatus.Active)]
    [TestCase(SubscriberStatus.Expired, null, "Unchanged", SubscriberStatus.Expired)]
    [TestCase(SubscriberStatus.Unsubscribed, null, "Kept", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Unsubscribed, SubscriberStatus.Active, "Kept", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Unsubscribed, SubscriberStatus.Pending, "Kept", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Unsubscribed, SubscriberStatus.Paused, "Kept", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Unsubscribed, SubscriberStatus.Expired, "Kept", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Unsubscribed, SubscriberStatus.Unsubscribed, "Unchanged", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Unsubscribed, SubscriberStatus.Bounced, "Unchanged", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Unsubscribed, SubscriberStatus.Complained, "Updated", SubscriberStatus.Complained)]
    [TestCase(SubscriberStatus.Bounced, null, "Kept", SubscriberStatus.Bounced)]
    [TestCase(SubscriberStatus.Bounced, SubscriberStatus.Active, "Kept", SubscriberStatus.Bounced)]
    [TestCase(SubscriberStatus.Bounced, SubscriberStatus.Unsubscribed, "Updated", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Complained, null, "Kept", SubscriberStatus.Complained)]
    [TestCase(SubscriberStatus.Complained, SubscriberStatus.Active, "Kept", SubscriberStatus.Complained)]
    [TestCase(SubscriberStatus.Complained, SubscriberStatus.Unsubscribed, "Unchanged", SubscriberStatus.Complained)]
    public void Who_has_left_is_never_brought_back(
        SubscriberStatus known,
        SubscriberStatus? row,
        string change,
        SubscriberStatus after
    )
    {
        var entry = new SubscriberEntry { Address = EmailAddress.Parse("ana@example.org"), Status = row };

        var decided = SubscriberMerge.Decide(new(1, "Ana", null, null, known, null), entry);

        Assert.That((decided.Change.ToString(), decided.Result.Status), Is.EqualTo((change, after)));
    }

    // What a stranger typed must not open the way back that the bar closes.
    [TestCase("None", SubscriberStatus.Active, "Updated", SubscriberStatus.Active)]
    [TestCase("Suppressed", SubscriberStatus.Active, "Kept", SubscriberStatus.Pending)]
    [TestCase("Suppressed", null, "Kept", SubscriberStatus.Pending)]
    [TestCase("Suppressed", SubscriberStatus.Unsubscribed, "Updated", SubscriberStatus.Unsubscribed)]
    [TestCase("Erased", SubscriberStatus.Active, "Kept", SubscriberStatus.Pending)]
    [TestCase("Erased", SubscriberStatus.Unsubscribed, "Kept", SubscriberStatus.Pending)]
    public void Who_only_asked_and_is_barred_is_not_confirmed_by_a_row(
        string bar,
        SubscriberStatus? row,
        string change,
        SubscriberStatus after
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
        var known = new KnownSubscriber(7, "Ana", "Ruiz", "Europe/Madrid", SubscriberStatus.Active, "paid;world");
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
        var known = new KnownSubscriber(7, "Ana", null, null, SubscriberStatus.Unsubscribed, null);
        var entry = new SubscriberEntry
        {
            Address = EmailAddress.Parse("ana@example.org"),
            FirstName = "Anna",
            Tags = ["paid"],
            Status = SubscriberStatus.Active,
        };

        Assert.That(SubscriberMerge.Decide(known, entry), Is.EqualTo((ImportChange.Kept, known)));
    }

    // Known status, status with the other product, what it comes to, status afterwards.
    [TestCase(SubscriberStatus.Active, SubscriberStatus.Active, "Unchanged", SubscriberStatus.Active)]
    [TestCase(SubscriberStatus.Active, SubscriberStatus.Pending, "Unchanged", SubscriberStatus.Active)]
    [TestCase(SubscriberStatus.Active, SubscriberStatus.Unsubscribed, "Updated", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Active, SubscriberStatus.Bounced, "Updated", SubscriberStatus.Bounced)]
    [TestCase(SubscriberStatus.Active, SubscriberStatus.Complained, "Updated", SubscriberStatus.Complained)]
    [TestCase(SubscriberStatus.Paused, SubscriberStatus.Active, "Unchanged", SubscriberStatus.Paused)]
    [TestCase(SubscriberStatus.Paused, SubscriberStatus.Pending, "Unchanged", SubscriberStatus.Paused)]
    [TestCase(SubscriberStatus.Paused, SubscriberStatus.Unsubscribed, "Updated", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Expired, SubscriberStatus.Active, "Unchanged", SubscriberStatus.Expired)]
    [TestCase(SubscriberStatus.Expired, null, "Unchanged", SubscriberStatus.Expired)]
    [TestCase(SubscriberStatus.Pending, SubscriberStatus.Active, "Updated", SubscriberStatus.Active)]
    [TestCase(SubscriberStatus.Pending, SubscriberStatus.Pending, "Unchanged", SubscriberStatus.Pending)]
    [TestCase(SubscriberStatus.Pending, SubscriberStatus.Bounced, "Updated", SubscriberStatus.Bounced)]
    [TestCase(SubscriberStatus.Unsubscribed, SubscriberStatus.Active, "Kept", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Unsubscribed, SubscriberStatus.Pending, "Kept", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Unsubscribed, null, "Kept", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Unsubscribed, SubscriberStatus.Bounced, "Unchanged", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Unsubscribed, SubscriberStatus.Complained, "Updated", SubscriberStatus.Complained)]
    [TestCase(SubscriberStatus.Bounced, SubscriberStatus.Active, "Kept", SubscriberStatus.Bounced)]
    [TestCase(SubscriberStatus.Bounced, SubscriberStatus.Unsubscribed, "Updated", SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Complained, SubscriberStatus.Active, "Kept", SubscriberStatus.Complained)]
    [TestCase(SubscriberStatus.Complained, SubscriberStatus.Bounced, "Unchanged", SubscriberStatus.Complained)]
    public void Another_product_may_say_who_left_and_who_confirmed_and_nothing_else(
        SubscriberStatus known,
        SubscriberStatus? row,
        string change,
        SubscriberStatus after
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
            Term = SubscriberTerm.Paid,
            TermEndsAt = later,
            IsFromElsewhere = true,
        };
        var bare = new KnownSubscriber(7, null, null, null, SubscriberStatus.Active, "a");
        var full = new KnownSubscriber(7, "Ana", null, "Europe/Berlin", SubscriberStatus.Active, "a;vip")
        {
            ConfirmedAt = later,
            Term = SubscriberTerm.Trial,
            TermEndsAt = then,
        };

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                SubscriberMerge.Decide(bare, entry),
                Is.EqualTo(
                    (
                        ImportChange.Updated,
                        new KnownSubscriber(7, "Anna", "Ruiz", "Europe/Madrid", SubscriberStatus.Active, "a;vip")
                        {
                            ConfirmedAt = then,
                            Term = SubscriberTerm.Paid,
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

        var once = SubscriberMerge.Decide(new(7, "Ana", null, null, SubscriberStatus.Active, known), entry);
        var twice = SubscriberMerge.Decide(once.Result, entry);

        Assert.That((once.Result.Tags, twice.Change), Is.EqualTo(("a;" + known, ImportChange.Unchanged)));
    }

    [Test]
    public void Our_own_form_changes_pause_and_term_and_keeps_the_first_confirmation()
    {
        var (then, later) = (DateTimeOffset.UnixEpoch.AddDays(1), DateTimeOffset.UnixEpoch.AddDays(2));
        var known = new KnownSubscriber(7, "Ana", null, null, SubscriberStatus.Paused, null)
        {
            ConfirmedAt = then,
            PausedUntil = new(2026, 2, 1),
            Term = SubscriberTerm.Trial,
            TermEndsAt = then,
        };
        var row = new SubscriberEntry { Address = EmailAddress.Parse("ana@example.org") };

        using (Assert.EnterMultipleScope())
        {
            Assert.That(SubscriberMerge.Decide(known, row), Is.EqualTo((ImportChange.Unchanged, known)));
            Assert.That(
                SubscriberMerge
                    .Decide(
                        known,
                        row with
                        {
                            Status = SubscriberStatus.Active,
                            Term = SubscriberTerm.Paid,
                            ConfirmedAt = later,
                        }
                    )
                    .Result,
                Is.EqualTo(
                    known with
                    {
                        Status = SubscriberStatus.Active,
                        PausedUntil = null,
                        Term = SubscriberTerm.Paid,
                        TermEndsAt = null,
                    }
                )
            );
            Assert.That(
                SubscriberMerge.Decide(known, row with { PausedUntil = new(2026, 3, 1), TermEndsAt = later }).Result,
                Is.EqualTo(known with { PausedUntil = new(2026, 3, 1), TermEndsAt = later })
            );
        }
    }

    [TestCase(SubscriberStatus.Active, AddressBar.None, true)]
    [TestCase(SubscriberStatus.Unsubscribed, AddressBar.None, true)]
    [TestCase(null, AddressBar.Suppressed, false)]
    [TestCase(SubscriberStatus.Active, AddressBar.Suppressed, false)]
    [TestCase(SubscriberStatus.Pending, AddressBar.Suppressed, false)]
    [TestCase(SubscriberStatus.Paused, AddressBar.Suppressed, false)]
    [TestCase(SubscriberStatus.Unsubscribed, AddressBar.Suppressed, true)]
    [TestCase(SubscriberStatus.Active, AddressBar.Erased, false)]
    [TestCase(SubscriberStatus.Unsubscribed, AddressBar.Erased, false)]
    public void Who_must_get_nothing_is_not_put_on_the_list(SubscriberStatus? row, AddressBar bar, bool expected)
    {
        Assert.That(
            SubscriberMerge.MayAdd(new() { Address = EmailAddress.Parse("ana@example.org"), Status = row }, bar),
            Is.EqualTo(expected)
        );
    }

    [TestCase(null, SubscriberStatus.Unsubscribed, SubscriberStatus.Unsubscribed)]
    [TestCase(SubscriberStatus.Active, SubscriberStatus.Bounced, SubscriberStatus.Bounced)]
    [TestCase(SubscriberStatus.Complained, SubscriberStatus.Bounced, SubscriberStatus.Complained)]
    [TestCase(SubscriberStatus.Bounced, SubscriberStatus.Unsubscribed, SubscriberStatus.Unsubscribed)]
    public void In_a_file_of_people_who_left_the_weightier_departure_counts(
        SubscriberStatus? row,
        SubscriberStatus departure,
        SubscriberStatus expected
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
