using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture, Integration]
internal sealed class SignInLinksTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private AccountSample _sample = null!;
    private Account _ana = null!;

    [SetUp]
    public async Task Create()
    {
        _sample = await AccountSample.CreateAsync();
        _ana = await _sample.AddAsync();
    }

    [TearDown]
    public void Remove() => _sample.Dispose();

    [Test]
    public async Task A_link_works_once()
    {
        var token = await TokenAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _sample.Links.IsGoodAsync(token, Never), Is.True);
            Assert.That(await _sample.Links.IsGoodAsync(token, Never), Is.True, "a look changes nothing");
            Assert.That((await _sample.Links.UseAsync(token, Never))!.Id, Is.EqualTo(_ana.Id));
            Assert.That(await _sample.Links.UseAsync(token, Never), Is.Null);
            Assert.That(await _sample.Links.IsGoodAsync(token, Never), Is.False);
        }
    }

    [Test]
    public async Task Of_two_uses_at_once_one_signs_in()
    {
        var token = await TokenAsync();

        var used = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => Task.Run(() => _sample.Links.UseAsync(token, Never)))
        );

        Assert.That(used.Count(account => account is not null), Is.EqualTo(1));
    }

    [Test]
    public async Task A_link_works_for_a_quarter_of_an_hour()
    {
        var token = await TokenAsync();
        _sample.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.That(await _sample.Links.IsGoodAsync(token, Never), Is.True);

        _sample.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(await _sample.Links.UseAsync(token, Never), Is.Null);
    }

    [Test]
    public async Task A_link_is_no_good_any_more_when_another_was_used_or_the_role_changed()
    {
        await _sample.AddAsync("bob@example.org");
        var (first, second) = (await TokenAsync(), await TokenAsync());
        await _sample.Links.UseAsync(second, Never);
        Assert.That(await _sample.Links.UseAsync(first, Never), Is.Null);
        var third = await TokenAsync();

        await _sample.Changes.ChangeRoleAsync(_ana.Id, Role.Writer, AccountSample.ByTest, Never);

        Assert.That(await _sample.Links.UseAsync(third, Never), Is.Null);
    }

    [TestCase("")]
    [TestCase("abc")]
    [TestCase("' OR 1 = 1 --")]
    public async Task What_is_no_link_is_refused(string token) =>
        Assert.That(await _sample.Links.UseAsync(token, Never), Is.Null);

    [Test]
    public async Task The_database_does_not_have_what_stands_in_the_link() =>
        Assert.That(
            await _sample.ScalarAsync<string>("SELECT token_hash FROM account_links"),
            Is.Not.EqualTo(await TokenAsync())
        );

    [Test]
    public async Task Nobody_floods_an_inbox()
    {
        var mailed = new List<bool>();
        for (var minute = 0; minute < 60; minute++)
        {
            mailed.Add(await _sample.Links.MakeToMailAsync(_ana, Never) is not null);
            mailed.Add(await _sample.Links.MakeToMailAsync(_ana, Never) is not null);
            _sample.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(mailed.Count(isMailed => isMailed), Is.EqualTo(5));
            Assert.That(mailed.Take(4), Is.EqualTo(new[] { true, false, true, false }), "one a minute");
            Assert.That(await _sample.Links.MakeToMailAsync(_ana, Never), Is.Not.Null, "an hour later");
        }
    }

    private async Task<string> TokenAsync()
    {
        var link = await _sample.Links.MakeAsync(_ana, Never);
        Assert.That(link.AbsolutePath, Does.StartWith(SignInLinks.Path));
        return link.Segments[^1];
    }
}
