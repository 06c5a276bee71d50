using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture, Integration]
internal sealed class SignInTriesTests
{
    private static readonly string Subject = SignInTries.OfPassword("ana@example.org");

    private AccountSample _sample = null!;

    [SetUp]
    public async Task Create() => _sample = await AccountSample.CreateAsync();

    [TearDown]
    public void Remove() => _sample.Dispose();

    [Test]
    public async Task A_hundred_tries_at_once_get_no_further_than_five()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(TakeAsync)));

        Assert.That(taken.Count(isTaken => isTaken), Is.EqualTo(LockoutRule.FreeTries));
    }

    [Test]
    public async Task After_the_wait_one_more_is_taken_and_the_next_wait_is_longer()
    {
        for (var i = 0; i < 5; i++)
        {
            await TakeAsync();
        }

        Assert.That(await TakeAsync(), Is.False);
        _sample.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await TakeAsync(), Is.True);
        _sample.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await TakeAsync(), Is.False);
        _sample.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await TakeAsync(), Is.True);
    }

    [Test]
    public async Task A_success_forgets_the_failures()
    {
        for (var i = 0; i < 4; i++)
        {
            await TakeAsync();
        }

        await _sample.Tries.SucceedAsync(Subject, CancellationToken.None);

        Assert.That(await _sample.ScalarAsync<long>("SELECT count(*) FROM sign_in_tries"), Is.Zero);
    }

    [Test]
    public async Task What_strangers_typed_is_kept_for_a_day_and_never_in_words()
    {
        await TakeAsync();
        Assert.That(
            await _sample.ScalarAsync<long>("SELECT count(*) FROM sign_in_tries WHERE subject LIKE '%ana%'"),
            Is.Zero
        );
        _sample.Clock.Advance(TimeSpan.FromHours(25));

        await _sample.Tries.TakeAsync(SignInTries.OfPassword("bob@example.org"), CancellationToken.None);

        Assert.That(await _sample.ScalarAsync<long>("SELECT count(*) FROM sign_in_tries"), Is.EqualTo(1));
    }

    private Task<bool> TakeAsync() => _sample.Tries.TakeAsync(Subject, CancellationToken.None);
}
