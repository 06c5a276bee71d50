using Dapper;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Tests.Support;
using static Newsletter.Dispatcher.Tests.Approvals.GivenApprovals;

namespace Newsletter.Dispatcher.Tests.Approvals;

[TestFixture, Integration]
internal sealed class DraftLinksTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero));
    private TestDatabase _db = null!;
    private DraftLinks _links = null!;

    [SetUp]
    public async Task CreateDatabase()
    {
        _db = await TestDatabase.CreateAsync();
        _links = new(_db.Database, _clock);
    }

    [TearDown]
    public void DropDatabase() => _db.Dispose();

    [Test]
    public async Task A_link_is_found_by_its_secret_until_its_end()
    {
        var secret = await _links.MakeAsync("a", Ana, days: 2, CancellationToken.None);

        var found = await FindAsync(secret!);
        _clock.Advance(TimeSpan.FromDays(2) - TimeSpan.FromSeconds(1));
        var foundLate = await FindAsync(secret!);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var over = await FindAsync(secret!);

        Assert.That(secret, Has.Length.EqualTo(32));
        Assert.That(
            (found!.IssueSlug, found.Name, found.ExpiresAt - found.CreatedAt),
            Is.EqualTo(("a", "Ana", TimeSpan.FromDays(2)))
        );
        Assert.That((foundLate is null, over is null), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task The_database_does_not_have_the_secret()
    {
        var secret = await _links.MakeAsync("a", Ana, days: 2, CancellationToken.None);

        await using var connection = await _db.Database.OpenAsync(CancellationToken.None);
        var row = string.Join(
            ' ',
            ((IDictionary<string, object>)await connection.QuerySingleAsync("SELECT * FROM draft_links")).Values
        );
        Assert.That(row, Does.Not.Contain(secret!));
    }

    [TestCase("")]
    [TestCase("nothing")]
    public async Task Another_text_finds_nothing(string secret)
    {
        await _links.MakeAsync("a", Ana, days: 2, CancellationToken.None);

        Assert.That(await FindAsync(secret), Is.Null);
    }

    [Test]
    public async Task A_link_that_was_taken_back_shows_nothing()
    {
        var secret = await _links.MakeAsync("a", Ana, days: 2, CancellationToken.None);
        var id = (await FindAsync(secret!))!.Id;

        var ofAnother = await _links.TakeBackAsync("b", id, Ben, CancellationToken.None);
        var first = await _links.TakeBackAsync("a", id, Ben, CancellationToken.None);
        var second = await _links.TakeBackAsync("a", id, Ben, CancellationToken.None);

        Assert.That((ofAnother, first, second), Is.EqualTo((false, true, false)));
        Assert.That(await FindAsync(secret!), Is.Null);
    }

    [Test]
    public async Task An_issue_has_twenty_open_links_at_most()
    {
        for (var i = 0; i < DraftLinks.MostOpen; i++)
        {
            Assert.That(await _links.MakeAsync("a", Ana, days: 1, CancellationToken.None), Is.Not.Null);
        }

        Assert.That(await _links.MakeAsync("a", Ana, days: 1, CancellationToken.None), Is.Null);
        Assert.That(await _links.MakeAsync("b", Ana, days: 1, CancellationToken.None), Is.Not.Null);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.That(await _links.MakeAsync("a", Ana, days: 1, CancellationToken.None), Is.Not.Null);
    }

    private Task<DraftLink?> FindAsync(string secret) => _links.FindAsync(secret, CancellationToken.None);
}
