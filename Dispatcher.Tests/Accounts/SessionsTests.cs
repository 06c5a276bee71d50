using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.Sessions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture, Integration]
internal sealed class SessionsTests
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
    public async Task A_session_says_who_it_is_and_its_token_is_not_in_the_database()
    {
        var token = await _sample.OpenSessionAsync(_ana);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await FindAsync(token),
                Is.EqualTo(
                    new SignedIn
                    {
                        SessionId = 1,
                        AccountId = _ana.Id,
                        Name = "ana",
                        Email = "ana@example.org",
                        RoleWord = "owner",
                        LastSeenAt = _sample.Clock.GetUtcNow(),
                    }
                )
            );
            Assert.That(
                await _sample.ScalarAsync<string>("SELECT token_hash FROM account_sessions"),
                Is.Not.EqualTo(token)
            );
            Assert.That(await FindAsync("another"), Is.Null);
        }
    }

    [Test]
    public async Task Each_sign_in_has_a_new_token()
    {
        var first = await _sample.OpenSessionAsync(_ana);

        Assert.That(await _sample.OpenSessionAsync(_ana), Is.Not.EqualTo(first));
    }

    [Test]
    public async Task A_session_that_was_ended_is_over_at_once()
    {
        var token = await _sample.OpenSessionAsync(_ana);

        await _sample.Sessions.EndAsync(_ana.Id, (await FindAsync(token))!.SessionId, Never);

        Assert.That(await FindAsync(token), Is.Null);
    }

    [Test]
    public async Task A_quiet_session_ends_after_a_week_and_any_session_after_thirty_days()
    {
        var token = await _sample.OpenSessionAsync(_ana);
        for (var day = 0; day < 24; day += 6)
        {
            _sample.Clock.Advance(TimeSpan.FromDays(6));
            Assert.That(await FindAsync(token), Is.Not.Null, $"day {day + 6}");
        }

        _sample.Clock.Advance(TimeSpan.FromDays(6));
        Assert.That(await FindAsync(token), Is.Null, "thirty days");
        var quiet = await _sample.OpenSessionAsync(_ana);
        _sample.Clock.Advance(TimeSpan.FromDays(7));
        Assert.That(await FindAsync(quiet), Is.Null, "a quiet week");
    }

    [Test]
    public async Task That_a_session_is_used_is_written_once_a_minute()
    {
        var token = await _sample.OpenSessionAsync(_ana);
        _sample.Clock.Advance(TimeSpan.FromSeconds(59));
        await FindAsync(token);
        var before = await _sample.ScalarAsync<long>("SELECT last_seen_at FROM account_sessions");
        _sample.Clock.Advance(TimeSpan.FromSeconds(1));

        await FindAsync(token);

        Assert.That(
            await _sample.ScalarAsync<long>("SELECT last_seen_at FROM account_sessions"),
            Is.EqualTo(before + 60_000)
        );
    }

    [Test]
    public async Task The_list_has_the_sessions_that_are_good_with_what_a_person_knows_them_by()
    {
        await _sample.OpenSessionAsync(_ana);
        var ended = await _sample.OpenSessionAsync(_ana);
        await _sample.Sessions.EndAsync(_ana.Id, (await FindAsync(ended))!.SessionId, Never);
        _sample.Clock.Advance(TimeSpan.FromMinutes(1));
        await _sample.Sessions.OpenAsync(
            _ana,
            new(SessionWay.Link, "2001:db8::/64", $"Fire\nfox {new string('x', 300)}"),
            Never
        );

        var list = await _sample.Sessions.ListAsync(_ana.Id, Never);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(list.Select(session => session.Id), Is.EqualTo(new[] { 3, 1 }));
            Assert.That(list[0].Agent, Does.StartWith("Firefox xxx").And.Length.EqualTo(200));
            Assert.That(
                list[1],
                Is.EqualTo(
                    new SessionRow
                    {
                        Id = 1,
                        AccountId = _ana.Id,
                        Way = "password",
                        Network = "192.0.2.0/24",
                        Agent = "Browser",
                        CreatedAt = _sample.Clock.GetUtcNow().AddMinutes(-1),
                        LastSeenAt = _sample.Clock.GetUtcNow().AddMinutes(-1),
                    }
                )
            );
        }
    }

    [Test]
    public async Task Old_sessions_are_removed_at_the_next_sign_in()
    {
        await _sample.OpenSessionAsync(_ana);
        _sample.Clock.Advance(TimeSpan.FromDays(61));

        await _sample.OpenSessionAsync(_ana);

        Assert.That(await _sample.ScalarAsync<long>("SELECT count(*) FROM account_sessions"), Is.EqualTo(1));
    }

    [Test]
    public async Task After_a_restore_everybody_signs_in_anew_and_no_link_of_before_works()
    {
        var token = await _sample.OpenSessionAsync(_ana);
        var link = (await _sample.Links.MakeAsync(_ana, Never)).Segments[^1];

        await _sample.Database.InTransactionAsync(
            async (connection, transaction) =>
            {
                await RestoredSessions.EndAsync(connection, transaction, _sample.Clock.GetUtcNow());
                return true;
            },
            Never
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await FindAsync(token), Is.Null);
            Assert.That(await _sample.Links.IsGoodAsync(link, Never), Is.False);
        }
    }

    [Test]
    public void The_ways_are_those_that_the_database_takes() =>
        Assert.That(SessionWays.Words.All, Is.EqualTo(new[] { "password", "link", "passkey", "oidc" }));

    private Task<SignedIn?> FindAsync(string token) => _sample.Sessions.FindAsync(token, Never);
}
