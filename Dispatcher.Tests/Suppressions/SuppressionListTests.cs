using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Suppressions;

[TestFixture, Integration]
internal sealed class SuppressionListTests
{
    private Workplace _work = null!;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync(subscribers: 1);
        await _work.ExecuteAsync(
            """
            INSERT INTO suppressions (email_key, kind, reason, evidence, source, created_at) VALUES
                ('a_1@example.org', 'bounce', 'gone', '550 nobody', 'relay', 5),
                ('ax1@example.org', 'complaint', 'complaint', NULL, 'imap', 6),
                ('b%@example.org', 'operator', 'asked by letter', NULL, 'operator', 7),
                ('erased:abc', 'erased', 'erased', NULL, NULL, 8)
            """
        );
    }

    [TearDown]
    public void Close() => _work.Dispose();

    [Test]
    public async Task They_are_read_page_by_page()
    {
        var first = await List().PageAsync(new(), after: "", limit: 3, CancellationToken.None);
        var rest = await List().PageAsync(new(), first[^1].Email, limit: 3, CancellationToken.None);

        Assert.That(
            first.Concat(rest).Select(one => one.Email),
            Is.EqualTo(["a_1@example.org", "ax1@example.org", "b%@example.org", "erased:abc"])
        );
        Assert.That((first[0].Evidence, first[0].Source), Is.EqualTo(("550 nobody", "relay")));
    }

    /// <summary>The signs that LIKE knows are letters here, and the hash of an erased person is never found.</summary>
    [TestCase("a_1", "a_1@example.org")]
    [TestCase("%", "b%@example.org")]
    [TestCase(" A_1@EXAMPLE ", "a_1@example.org")]
    [TestCase("abc", "")]
    [TestCase("!", "")]
    public async Task Any_part_of_an_address_finds_it(string part, string expected)
    {
        var found = await List().PageAsync(new(part), after: "", limit: 9, CancellationToken.None);

        Assert.That(string.Join(' ', found.Select(one => one.Email)), Is.EqualTo(expected));
        Assert.That(await List().CountAsync(new(part), CancellationToken.None), Is.EqualTo(found.Count));
    }

    [Test]
    public async Task A_kind_is_asked_for() =>
        Assert.That(
            (
                await List()
                    .PageAsync(new(Kind: SuppressionKind.Complaint), after: "", limit: 9, CancellationToken.None)
            ).Select(one => one.Email),
            Is.EqualTo(["ax1@example.org"])
        );

    [Test]
    public async Task One_is_found_by_its_key()
    {
        Assert.That(
            (await List().FindAsync("ax1@example.org", CancellationToken.None))!.Reason,
            Is.EqualTo("complaint")
        );
        Assert.That(await List().FindAsync("nobody@example.org", CancellationToken.None), Is.Null);
    }

    private SuppressionList List() => new(_work.Database);
}
