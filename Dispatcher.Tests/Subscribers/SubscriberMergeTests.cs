using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Tests.Subscribers;

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

    [Test]
    public void A_filled_cell_replaces_and_an_empty_one_keeps()
    {
        var known = new KnownSubscriber(7, "Ana", "Ruiz", "Europe/Madrid", "active", "paid;world");
        var entry = new SubscriberEntry { Address = EmailAddress.Parse("ana@example.org"), LastName = "Ruiz Gil", Tags = ["trial"] };

        var decided = SubscriberMerge.Decide(known, entry);

        Assert.That(decided, Is.EqualTo((ImportChange.Updated, known with { LastName = "Ruiz Gil", Tags = "trial" })));
    }

    [Test]
    public void A_row_that_would_bring_somebody_back_changes_nothing_else_either()
    {
        var known = new KnownSubscriber(7, "Ana", null, null, "unsubscribed", null);
        var entry = new SubscriberEntry { Address = EmailAddress.Parse("ana@example.org"), FirstName = "Anna", Tags = ["paid"], Status = "active" };

        Assert.That(SubscriberMerge.Decide(known, entry), Is.EqualTo((ImportChange.Kept, known)));
    }
}
