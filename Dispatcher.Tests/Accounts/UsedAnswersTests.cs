using Dapper;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture, Integration]
internal sealed class UsedAnswersTests
{
    [Test]
    public async Task An_answer_is_taken_once_also_after_a_restart_and_the_database_does_not_hold_it()
    {
        using var db = await TestDatabase.CreateAsync();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        var before = new UsedAnswers(db.Database, clock);
        var after = new UsedAnswers(db.Database, clock);

        Assert.That(await before.TakeAsync("oidc", "nonce-1", CancellationToken.None), Is.True);
        Assert.That(await after.TakeAsync("oidc", "nonce-1", CancellationToken.None), Is.False);
        Assert.That(await after.TakeAsync("oidc", "nonce-2", CancellationToken.None), Is.True);
        Assert.That(await after.TakeAsync("passkey", "nonce-1", CancellationToken.None), Is.True, "another kind");

        await using var connection = await db.Database.OpenAsync(CancellationToken.None);
        Assert.That(
            await connection.QueryAsync<string>("SELECT answer_hash FROM used_answers"),
            Has.Exactly(3).Length.EqualTo(64)
        );
    }

    [Test]
    public async Task Ten_at_once_are_one()
    {
        using var db = await TestDatabase.CreateAsync();
        var used = new UsedAnswers(db.Database, new FakeTimeProvider());

        var taken = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => used.TakeAsync("oidc", "nonce", CancellationToken.None))
        );

        Assert.That(taken.Count(one => one), Is.EqualTo(1));
    }

    [Test]
    public async Task Rows_go_after_the_answers_time_is_over()
    {
        using var db = await TestDatabase.CreateAsync();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        var used = new UsedAnswers(db.Database, clock);
        await used.TakeAsync("oidc", "old", CancellationToken.None);

        clock.Advance(TimeSpan.FromHours(3));
        await used.TakeAsync("oidc", "new", CancellationToken.None);

        await using var connection = await db.Database.OpenAsync(CancellationToken.None);
        Assert.That(await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM used_answers"), Is.EqualTo(1));
    }
}
