using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tests.Subscriptions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Suppressions;

/// <summary>There is one way to suppress an address. Each caller changes the person's status and history.</summary>
[TestFixture, Integration]
internal sealed class SuppressionTableTests
{
    private SubscriptionsAtWork _at = null!;
    private long _ana;

    [SetUp]
    public async Task Open()
    {
        _at = await SubscriptionsAtWork.CreateAsync();
        _ana = await _at.AddAsync("ana@example.org", "active");
    }

    [TearDown]
    public void Close() => _at.Dispose();

    [TestCase("bounce", "bounced", "bounced: words")]
    [TestCase("operator", "bounced", "suppressed: words")]
    [TestCase("complaint", "complained", "complained")]
    public async Task Each_kind_changes_the_status_and_the_history(string kind, string status, string history)
    {
        var isNew = await RecordAsync("ana@example.org", kind, "words");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(isNew, Is.True);
            Assert.That(await _at.StatusAsync("ana@example.org"), Is.EqualTo(status));
            Assert.That(await HistoryAsync(), Is.EqualTo(new[] { history }));
            Assert.That(await RowsAsync(), Is.EqualTo(new[] { $"ana@example.org {kind} words said test" }));
        }
    }

    [TestCase("bounce", "bounce", "bounce first", "bounced: first")]
    [TestCase("operator", "bounce", "operator first", "suppressed: first")]
    [TestCase("bounce", "operator", "bounce first", "bounced: first")]
    [TestCase("bounce", "complaint", "complaint second", "bounced: first|complained")]
    [TestCase("operator", "complaint", "complaint second", "suppressed: first|complained")]
    [TestCase("complaint", "complaint", "complaint first", "complained")]
    [TestCase("complaint", "bounce", "complaint first", "complained")]
    public async Task The_first_reason_stays_but_a_complaint_counts_for_more(
        string first,
        string second,
        string stays,
        string history
    )
    {
        await RecordAsync("ana@example.org", first, "first");

        var isNew = await RecordAsync("ana@example.org", second, "second");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(isNew, Is.EqualTo(history.Contains('|', StringComparison.Ordinal)));
            Assert.That(await RowsAsync(), Is.EqualTo(new[] { $"ana@example.org {stays} said test" }));
            Assert.That(string.Join('|', await HistoryAsync()), Is.EqualTo(history));
        }
    }

    [Test]
    public async Task Somebody_who_came_back_in_another_way_is_marked_again_and_it_is_written_down()
    {
        await RecordAsync("ana@example.org", "bounce", "first");
        await _at.ExecuteAsync("UPDATE subscribers SET status = 'active'");

        var isNew = await RecordAsync("ana@example.org", "bounce", "second");

        Assert.That(
            (isNew, await _at.StatusAsync("ana@example.org"), string.Join('|', await HistoryAsync())),
            Is.EqualTo((false, "bounced", "bounced: first|bounced: second"))
        );
    }

    [Test]
    public async Task Who_has_left_stays_so_and_an_address_that_nobody_has_is_suppressed_all_the_same()
    {
        await _at.ExecuteAsync("UPDATE subscribers SET status = 'unsubscribed'");

        await RecordAsync("ana@example.org", "bounce", "words");
        await RecordAsync("nobody@example.org", "operator", "words");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _at.StatusAsync("ana@example.org"), Is.EqualTo("unsubscribed"));
            Assert.That(
                await RowsAsync(),
                Is.EqualTo(
                    new[] { "ana@example.org bounce words said test", "nobody@example.org operator words said test" }
                )
            );
            Assert.That(
                await _at.ScalarAsync<long>($"SELECT count(*) FROM subscriber_events WHERE subscriber_id <> {_ana}"),
                Is.Zero
            );
        }
    }

    [TestCase("bounce", false, true)]
    [TestCase("operator", false, false)]
    [TestCase("complaint", false, false)]
    [TestCase("erased", false, true)]
    [TestCase("erased", true, false)]
    public void What_a_confirmation_lifts_is_told_by_the_kind(string kind, bool isForGood, bool mayBeLifted)
    {
        foreach (var reason in new[] { "erased", "complaint", "she complained", "550 5.1.1", "" })
        {
            var one = new SuppressedKey
            {
                EmailKey = "a@example.org",
                Kind = SuppressionKinds.Words.Parse(kind),
                IsForGood = isForGood,
                Reason = reason,
                CreatedAt = default,
            };

            Assert.That(
                (one.MayBeLifted(), (one with { Evidence = "said" }).MayBeLifted()),
                Is.EqualTo((mayBeLifted, mayBeLifted)),
                reason
            );
        }
    }

    private Task<bool> RecordAsync(string email, string kind, string reason) =>
        _at.Database.InTransactionAsync(
            (connection, transaction) =>
                SuppressionTable.RecordAsync(
                    connection,
                    transaction,
                    new(EmailAddress.Parse(email).Key, SuppressionKinds.Words.Parse(kind), reason, "test", "said"),
                    _at.Clock.GetUtcNow()
                ),
            CancellationToken.None
        );

    private Task<IReadOnlyList<string>> HistoryAsync() =>
        _at.ListAsync(
            $"SELECT event || coalesce(': ' || detail, '') FROM subscriber_events WHERE subscriber_id = {_ana} ORDER "
                + "BY id"
        );

    private Task<IReadOnlyList<string>> RowsAsync() =>
        _at.ListAsync(
            "SELECT email_key || ' ' || kind || ' ' || reason || ' ' || evidence || ' ' || source FROM suppressions "
                + "ORDER BY email_key"
        );
}
