using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Suppressions;

[TestFixture, Integration]
internal sealed class ReturnListTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    private Workplace _work = null!;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync(subscribers: 3, new FakeTimeProvider(Now));
        await _work.ExecuteAsync(
            $"""
            UPDATE subscribers SET email = 'Bea@Other.example', email_key = 'bea@other.example' WHERE id = 3;
            INSERT INTO suppressions (email_key, kind, reason, created_at)
            VALUES ('bea@other.example', 'bounce', 'x', 0);
            INSERT INTO returns (at, source, kind, subscriber_id, reason, status, class, is_hard, evidence) VALUES
                ({Ago(40)}, 'imap', 'bounce', 1, 'user-unknown', '5.1.1', 'dead-address', 1, 'old'),
                ({Ago(3)}, 'imap', 'bounce', 1, 'mailbox-full', '5.2.2', 'mailbox-full', 0, 'bounce 5.2.2 full'),
                ({Ago(2)}, 'imap', 'bounce', 2, 'mailbox-full', '4.2.2', 'transient', 0, NULL),
                ({Ago(1)}, 'imap', 'bounce', 3, 'user-unknown', '5.1.1', 'dead-address', 1, 'bounce 5.1.1 nobody');
            """
        );
    }

    [TearDown]
    public void Close() => _work.Dispose();

    [Test]
    public async Task They_are_counted_by_reason_and_domain() =>
        Assert.That(
            (await List().GroupsAsync(Now.AddDays(-7), CancellationToken.None)).Select(one =>
                (one.Reason, one.Domain, one.Count, one.Hard)
            ),
            Is.EqualTo([("mailbox-full", "example.org", 2L, 0L), ("user-unknown", "other.example", 1L, 1L)])
        );

    [Test]
    public async Task They_are_read_newest_first_with_what_they_said()
    {
        var first = await List().PageAsync(new(Now.AddDays(-30)), before: null, limit: 2, CancellationToken.None);
        var rest = await List().PageAsync(new(Now.AddDays(-30)), first[^1].Id, limit: 2, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.Concat(rest).Select(one => one.SubscriberId), Is.EqualTo(new[] { 3, 2, 1 }));
            Assert.That(
                (first[0].Evidence, first[0].Email, first[0].IsHard, first[0].IsSuppressed),
                Is.EqualTo(("bounce 5.1.1 nobody", "Bea@Other.example", true, true))
            );
            Assert.That((first[1].Evidence, first[1].IsSuppressed), Is.EqualTo(((string?)null, false)));
        }
    }

    [TestCase("mailbox-full", null, new[] { 2, 1 })]
    [TestCase(null, "Other.Example", new[] { 3 })]
    public async Task They_are_filtered(string? reason, string? domain, int[] expected) =>
        Assert.That(
            (
                await List()
                    .PageAsync(
                        new(Now.AddDays(-30), Reason: reason, Domain: domain),
                        before: null,
                        limit: 9,
                        CancellationToken.None
                    )
            ).Select(one => one.SubscriberId),
            Is.EqualTo(expected)
        );

    private static long Ago(int days) => Now.AddDays(-days).ToUnixTimeMilliseconds();

    private ReturnList List() => new(_work.Database);
}
