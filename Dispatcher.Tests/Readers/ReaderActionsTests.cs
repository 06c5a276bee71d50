using Newsletter.Dispatcher.Readers;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Readers;

[TestFixture, Integration]
internal sealed class ReaderActionsTests
{
    private ReadersAtWork _work = null!;

    [SetUp]
    public async Task Prepare() => _work = await ReadersAtWork.CreateAsync(price: "€60");

    [TearDown]
    public void Clean() => _work.Dispose();

    [Test]
    public async Task What_was_done_is_noted_with_who_and_why_in_the_same_transaction()
    {
        var id = await _work.At.AddAsync("ana@example.org", "active");

        var paused = await _work.Actions.PauseAsync(id, new(2027, 1, 31), Noting("reader.pause"), default);
        var resumed = await _work.Actions.ResumeAsync(id, Noting("reader.resume"), default);
        var extended = await _work.Actions.ExtendAsync(id, new(2027, 6, 30), Noting("reader.extend", "late"), default);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(paused, Is.EqualTo(ReaderAnswer.Done("The reader is paused until 2027-01-31.")));
            Assert.That(resumed, Is.EqualTo(ReaderAnswer.Done("The reader is active.")));
            Assert.That(extended, Is.EqualTo(ReaderAnswer.Done("The reader may read until 2027-06-30.")));
            Assert.That(
                await AuditAsync(),
                Is.EqualTo(new[] { "reader.pause reader:1", "reader.resume reader:1", "reader.extend reader:1 late" })
            );
        }

        Dispatcher.Storage.Alongside Noting(string action, string? reason = null) => _work.Noting(action, id, reason);
    }

    [Test]
    public async Task What_was_not_done_is_not_noted()
    {
        var id = await _work.At.AddAsync("ana@example.org", "unsubscribed");

        ReaderAnswer[] answers =
        [
            await _work.Actions.PauseAsync(id, null, _work.Noting("x", id), default),
            await _work.Actions.ResumeAsync(id, _work.Noting("x", id), default),
            await _work.Actions.ExtendAsync(id, new(2020, 1, 1), _work.Noting("x", id), default),
            await _work.Actions.LiftAsync(id, _work.Noting("x", id), default),
            await _work.Actions.ConfirmAgainAsync(id, _work.Noting("x", id), default),
            await _work.Actions.ChangeAddressAsync(id, "new@example.org", _work.Noting("x", id), default),
            await _work.Actions.ChangeAddressAsync(id, "no address", _work.Noting("x", id), default),
            await _work.Actions.EraseAsync(id, "other@example.org", _work.Noting("x", id), default),
            await _work.Actions.PauseAsync(99, null, _work.Noting("x", 99), default),
            await _work.Actions.EraseAsync(99, "ana@example.org", _work.Noting("x", 99), default),
        ];

        foreach (var answer in answers)
        {
            TestContext.Out.WriteLine(answer.Message);
            Assert.That(answer.IsDone, Is.False, answer.Message);
        }

        Assert.That(await AuditAsync(), Is.Empty);
    }

    [Test]
    public async Task Who_never_confirmed_is_asked_again_and_not_too_often()
    {
        await _work.At.AskAsync("ana@example.org");
        var early = await _work.Actions.ConfirmAgainAsync(1, ReadersAtWork.Nothing, default);
        var answers = new List<bool>();
        for (var i = 0; i < 12; i++)
        {
            _work.At.Clock.Advance(TimeSpan.FromMinutes(11));
            answers.Add((await _work.Actions.ConfirmAgainAsync(1, ReadersAtWork.Nothing, default)).IsDone);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(early.IsDone, Is.False);
            Assert.That(answers.Count(isDone => isDone), Is.EqualTo(9), "ten in 30 days with the first");
            Assert.That(
                await _work.At.ScalarAsync<long>(
                    "SELECT count(*) FROM confirmations WHERE expires_at > "
                        + _work.At.Clock.GetUtcNow().ToUnixTimeMilliseconds()
                ),
                Is.EqualTo(1),
                "links from before do not work any more"
            );
        }
    }

    [Test]
    public async Task A_new_address_is_asked_and_can_be_asked_again()
    {
        var id = await _work.At.JoinAsync();

        var asked = await _work.Actions.ChangeAddressAsync(
            id,
            "new@example.org",
            _work.Noting("reader.address", id),
            default
        );
        _work.At.Clock.Advance(TimeSpan.FromMinutes(11));
        var again = await _work.Actions.ConfirmAgainAsync(id, _work.Noting("reader.confirm", id), default);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((asked.IsDone, again.IsDone), Is.EqualTo((true, true)));
            Assert.That((await _work.Cards.FindAsync(id, default))!.PendingAddress, Is.EqualTo("new@example.org"));
            Assert.That((await _work.At.MailsAsync()).Count(kind => kind == "confirm-address"), Is.EqualTo(2));
            Assert.That(await AuditAsync(), Has.Count.EqualTo(2));
        }
    }

    [TestCase("bounce", "bounced", true, "active")]
    [TestCase("operator", "bounced", true, "active")]
    [TestCase("complaint", "complained", false, "complained")]
    public async Task A_suppression_is_lifted_unless_the_reader_complained(
        string kind,
        string status,
        bool isDone,
        string after
    )
    {
        var id = await _work.At.AddAsync("ana@example.org", status);
        await _work.At.ExecuteAsync(
            "INSERT INTO suppressions (email_key, kind, reason, evidence, created_at) "
                + $"VALUES ('ana@example.org', '{kind}', 'x', '550 no such user', 0)"
        );
        var card = (await _work.Cards.FindAsync(id, default))!;

        var answer = await _work.Actions.LiftAsync(id, _work.Noting("suppression.lift", id, "asked"), default);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(card.Suppressed.Single().Evidence, Is.EqualTo("550 no such user"));
            Assert.That(answer.IsDone, Is.EqualTo(isDone));
            Assert.That(await _work.At.StatusAsync(), Is.EqualTo(after));
            Assert.That(await AuditAsync(), Has.Count.EqualTo(isDone ? 1 : 0));
        }
    }

    [Test]
    public async Task Erasing_wants_the_address_and_keeps_who_did_it_without_it()
    {
        var id = await _work.At.JoinAsync();

        var answer = await _work.Actions.EraseAsync(
            id,
            " Ana@example.org ",
            _work.Noting("reader.erase", id, "asked by letter"),
            default
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.IsDone, Is.True, answer.Message);
            Assert.That(await _work.Cards.FindAsync(id, default), Is.Null);
            Assert.That(await AuditAsync(), Is.EqualTo(new[] { "reader.erase reader:1 asked by letter" }));
        }
    }

    private Task<IReadOnlyList<string>> AuditAsync() =>
        _work.At.ListAsync("SELECT action || ' ' || subject || coalesce(' ' || reason, '') FROM audit ORDER BY id");
}
