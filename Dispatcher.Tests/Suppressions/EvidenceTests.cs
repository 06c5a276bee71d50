using Newsletter.Dispatcher.Tests.Subscriptions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Suppressions;

/// <summary>The words of what came back are kept for ninety days, and no longer.</summary>
[TestFixture, Integration]
internal sealed class EvidenceTests
{
    private SubscriptionsAtWork _at = null!;

    [SetUp]
    public async Task Open() => _at = await SubscriptionsAtWork.CreateAsync();

    [TearDown]
    public void Close() => _at.Dispose();

    [Test]
    public async Task After_ninety_days_the_words_go_and_what_they_led_to_stays()
    {
        var now = _at.Clock.GetUtcNow();
        var (old, young) = (now.AddDays(-91).ToUnixTimeMilliseconds(), now.AddDays(-89).ToUnixTimeMilliseconds());
        await _at.ExecuteAsync(
            $"""
            INSERT INTO suppressions (email_key, kind, reason, evidence, created_at)
                VALUES ('old@example.org', 'bounce', 'a', '550 no', {old}),
                ('young@example.org', 'bounce', 'a', '550 no', {young}),
                    ('by@example.org', 'operator', 'b', NULL, {old});
            INSERT INTO returns (at, source, kind, subscriber_id, reason, is_hard, evidence)
                VALUES ({old}, 'file', 'bounce', 1, 'spam', 0, '550 no'),
                ({young}, 'file', 'bounce', 2, 'spam', 0, '550 no');
            """
        );

        await _at.LookAsync();

        Assert.That(
            await _at.ListAsync(
                "SELECT email_key || '=' || kind || '=' || coalesce(evidence, 'none') FROM suppressions ORDER BY "
                    + "email_key"
            ),
            Is.EqualTo(
                new[]
                {
                    "by@example.org=operator=none",
                    "old@example.org=bounce=none",
                    "young@example.org=bounce=550 no",
                }
            )
        );
        Assert.That(
            await _at.ListAsync("SELECT coalesce(evidence, 'none') FROM returns ORDER BY id"),
            Is.EqualTo(new[] { "none", "550 no" })
        );
    }
}
