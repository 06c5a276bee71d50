using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Dispatches;

/// <summary>The readers of an audience are those whom the freeze would choose.</summary>
[TestFixture, Integration]
internal sealed class AudiencesTests
{
    private Workplace _work = null!;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync(subscribers: 6);
        await _work.ExecuteAsync(
            """
            UPDATE subscribers SET term = 'trial' WHERE id IN (1, 2, 6);
            UPDATE subscribers SET term = 'paid' WHERE id = 3;
            UPDATE subscribers SET status = 'unsubscribed' WHERE id = 6;
            INSERT INTO subscriber_tags VALUES (4, 'world'), (6, 'asleep');
            """
        );
    }

    [TearDown]
    public void Close() => _work.Dispose();

    [TestCase("all", 5)]
    [TestCase("trial", 2)]
    [TestCase("paid", 1)]
    [TestCase("world", 1)]
    [TestCase("asleep", 0)]
    [TestCase("payed", 0)]
    public async Task The_count_is_that_of_the_freeze(string audience, int readers)
    {
        var look = await LookAsync(audience);
        var dispatcher = _work.Dispatcher(_work.Pickup());
        var (result, _) = await dispatcher.BeginAsync(
            _work.Package(_work.Issue(frontMatter: $"status: ready\naudience: {audience}")),
            new DateOnly(2026, 11, 24),
            _work.Clock.GetUtcNow(),
            _work.Clock.GetUtcNow().AddHours(6),
            isByHand: true,
            CancellationToken.None
        );

        Assert.That(look.Readers, Is.EqualTo(readers));
        Assert.That(result, Is.EqualTo(new BeginResult.Begun(1, readers)));
    }

    [TestCase("payed", "audience \"payed\" has nobody in it, because no subscriber has this tag; did you mean paid?")]
    [TestCase("piad", "audience \"piad\" has nobody in it, because no subscriber has this tag; did you mean paid?")]
    [TestCase("wrld", "audience \"wrld\" has nobody in it, because no subscriber has this tag; did you mean world?")]
    [TestCase(
        "xyzzy",
        "audience \"xyzzy\" has nobody in it, because no subscriber has this tag; there are: all, trial, paid, asleep, "
            + "world."
    )]
    [TestCase("asleep", "audience \"asleep\" has nobody in it now: no active subscriber has this tag.")]
    public async Task An_audience_without_readers_says_why(string audience, string why) =>
        Assert.That((await LookAsync(audience)).Nobody, Is.EqualTo(why));

    [Test]
    public async Task A_suppressed_address_is_no_reader()
    {
        await _work.ExecuteAsync(
            "INSERT INTO suppressions (email_key, kind, reason, created_at) "
                + "VALUES ('reader4@example.org', 'operator', 'test', 0)"
        );

        Assert.That((await LookAsync("world")).Readers, Is.Zero);
    }

    private Task<AudienceLook> LookAsync(string audience) =>
        new Audiences(_work.Database).LookAsync(audience, CancellationToken.None);
}
