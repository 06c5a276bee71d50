using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Tests.Storage;

[TestFixture]
internal sealed class OwnershipRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    private static readonly OwnerRow Living = new()
    {
        Token = "one",
        ProcessId = 4711,
        Host = "here",
        Mark = 7,
        SeenAt = Now.AddSeconds(-10),
    };

    [Test]
    public void A_database_that_nothing_was_sent_from_is_anybodys() =>
        Assert.That(Decide(null, note: null), Is.EqualTo(OwnershipAnswer.Yes));

    [Test]
    public void A_process_with_the_lock_file_of_the_owner_follows_it() =>
        Assert.That(
            Decide(Living, Note("one", 7)),
            Is.EqualTo(OwnershipAnswer.Yes),
            "the kernel freed it, so the owner is dead"
        );

    [Test]
    public void A_new_lock_file_does_not_displace_a_living_owner() =>
        Assert.That(Decide(Living, note: null), Is.EqualTo(OwnershipAnswer.Owned));

    [TestCase(119, "Owned")]
    [TestCase(121, "WithoutCompanion")]
    public void An_owner_that_was_silent_for_two_minutes_is_dead_and_without_its_lock_file_the_database_was_restored(
        int seconds,
        string answer
    ) =>
        Assert.That(
            Decide(Living with { SeenAt = Now.AddSeconds(-seconds) }, note: null).ToString(),
            Is.EqualTo(answer)
        );

    [Test]
    public void An_owner_that_ended_in_order_is_followed_at_once() =>
        Assert.That(Decide(Living with { EndedAt = Now }, Note("another", 7)), Is.EqualTo(OwnershipAnswer.Yes));

    [Test]
    public void An_owner_of_this_machine_whose_process_is_gone_is_dead() =>
        Assert.That(Decide(Living, Note("another", 7), isAlive: false), Is.EqualTo(OwnershipAnswer.Yes));

    [Test]
    public void A_used_database_without_its_lock_file_was_restored() =>
        Assert.That(Decide(Living with { EndedAt = Now }, note: null), Is.EqualTo(OwnershipAnswer.WithoutCompanion));

    [Test]
    public void A_process_of_another_machine_cannot_be_looked_up() =>
        Assert.That(
            Decide(Living with { Host = "elsewhere" }, note: null, isAlive: false),
            Is.EqualTo(OwnershipAnswer.Owned)
        );

    [TestCase(7, "Yes")]
    [TestCase(8, "Restored")]
    public void A_database_that_is_older_than_its_lock_file_was_restored(int mark, string answer) =>
        Assert.That(Decide(Living, Note("one", mark)).ToString(), Is.EqualTo(answer));

    [TestCase(0, "Yes")]
    [TestCase(1, "Restored")]
    public void An_empty_database_beside_the_lock_file_of_one_that_sent_has_lost_its_log(int sent, string answer)
    {
        var note = new LockNote(
            "one",
            7,
            [
                .. Enumerable
                    .Range(0, sent)
                    .Select(_ => new SentIssue { SlotDate = new DateOnly(2026, 11, 24), IssueSlug = "news" }),
            ]
        );

        Assert.That(Decide(null, note).ToString(), Is.EqualTo(answer));
    }

    [Test]
    public void What_stands_in_the_lock_file_reads_back()
    {
        var note = new LockNote(
            "token",
            42,
            [new SentIssue { SlotDate = new DateOnly(2026, 11, 24), IssueSlug = "a river-1" }],
            "1764230400.000000001"
        );

        var read = LockNote.Parse(note.ToString());

        Assert.That((read!.Token, read.Mark), Is.EqualTo(("token", 42L)));
        Assert.That(read.Born, Is.EqualTo("1764230400.000000001"));
        Assert.That(read.Sent, Is.EqualTo(note.Sent));
    }

    [TestCase("")]
    [TestCase("token")]
    [TestCase("token x")]
    [TestCase("\0\0\0\0")]
    public void A_lock_file_that_says_nothing_sensible_says_nothing(string text) =>
        Assert.That(LockNote.Parse(text), Is.Null);

    [Test]
    public void A_copied_lock_file_says_that_the_database_is_a_copy() =>
        Assert.That(Decide(Living, Note("one", 7), isCopy: true), Is.EqualTo(OwnershipAnswer.Copied));

    [Test]
    public void A_copied_lock_file_of_a_database_that_was_never_used_says_nothing() =>
        Assert.That(Decide(null, Note("one", 0), isCopy: true), Is.EqualTo(OwnershipAnswer.Yes));

    private static OwnershipAnswer Decide(OwnerRow? row, LockNote? note, bool isAlive = true, bool isCopy = false) =>
        OwnershipRule.Decide(row, note, isCopy, "here", _ => isAlive, Now);

    private static LockNote Note(string token, long mark) => new(token, mark, []);
}
