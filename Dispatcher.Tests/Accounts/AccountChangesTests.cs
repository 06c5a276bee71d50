using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.SecondStep;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture, Integration]
internal sealed class AccountChangesTests
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
    public async Task Each_change_is_in_the_audit()
    {
        var bob = await _sample.AddAsync("bob@example.org", Role.Writer);
        var changes = _sample.Changes;
        await changes.RenameAsync(bob.Id, "Bob B", AccountSample.ByTest, Never);
        await changes.ChangeRoleAsync(bob.Id, Role.Editor, AccountSample.ByTest, Never);
        await changes.SetPasswordAsync(bob.Id, "another horse battery", AccountSample.ByTest, Never);
        await changes.EndSessionsAsync(bob.Id, AccountSample.ByTest, Never);
        await changes.TurnSecondStepOffAsync(bob.Id, AccountSample.ByTest, Never);
        await changes.ReplaceRecoveryCodesAsync(bob.Id, RecoveryCodes.New(), AccountSample.ByTest, Never);
        await changes.RemoveAsync(bob.Id, AccountSample.ByTest, Never);

        Assert.That(
            await _sample.ScalarAsync<string>(
                """
                SELECT string_agg(actor || ' ' || action || ' ' || coalesce(details, '-'), '; ' ORDER BY id)
                  FROM audit WHERE subject = 'account:2'
                """
            ),
            Is.EqualTo(
                "test account.add bob, writer; test account.rename -; "
                    + "test account.role writer to editor; test account.password -; test account.end-sessions 0; "
                    + "test account.second-step off; test account.recovery-codes -; "
                    + "test account.remove Bob B, editor"
            )
        );
    }

    [Test]
    public async Task The_last_owner_can_neither_be_removed_nor_demoted()
    {
        await _sample.AddAsync("bob@example.org", Role.Editor);

        var (removed, demoted) = (
            await _sample.Changes.RemoveAsync(_ana.Id, AccountSample.ByTest, Never),
            await _sample.Changes.ChangeRoleAsync(_ana.Id, Role.Editor, AccountSample.ByTest, Never)
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(removed.Problem, Does.StartWith("This is the last owner"));
            Assert.That(demoted.Problem, Does.StartWith("This is the last owner"));
            Assert.That((await _sample.FindAsync(_ana.Id)).Role, Is.EqualTo(Role.Owner));
        }
    }

    [Test]
    public async Task Of_two_owners_who_demote_each_other_at_once_one_stays()
    {
        var bob = await _sample.AddAsync("bob@example.org");

        await Task.WhenAll(
            Task.Run(() => _sample.Changes.ChangeRoleAsync(_ana.Id, Role.Writer, AccountSample.ByTest, Never)),
            Task.Run(() => _sample.Changes.RemoveAsync(bob.Id, AccountSample.ByTest, Never))
        );

        Assert.That(
            await _sample.ScalarAsync<long>("SELECT count(*) FROM accounts WHERE role = 'owner'"),
            Is.EqualTo(1)
        );
    }

    [TestCase("role")]
    [TestCase("password")]
    [TestCase("second step off")]
    [TestCase("removed")]
    public async Task A_change_ends_all_sessions_at_once(string what)
    {
        await _sample.AddAsync("bob@example.org");
        var token = await _sample.OpenSessionAsync(_ana);
        var changes = _sample.Changes;

        var result = what switch
        {
            "role" => await changes.ChangeRoleAsync(_ana.Id, Role.Writer, AccountSample.ByTest, Never),
            "password" => await changes.SetPasswordAsync(_ana.Id, "another horse battery", AccountSample.ByTest, Never),
            "removed" => await changes.RemoveAsync(_ana.Id, AccountSample.ByTest, Never),
            _ => await changes.TurnSecondStepOffAsync(_ana.Id, AccountSample.ByTest, Never),
        };

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Problem, Is.Null);
            Assert.That(await _sample.Sessions.FindAsync(token, Never), Is.Null);
        }
    }

    [Test]
    public async Task The_session_in_which_the_password_was_changed_goes_on_alone()
    {
        var (mine, other) = (await _sample.OpenSessionAsync(_ana), await _sample.OpenSessionAsync(_ana));
        var me = (await _sample.Sessions.FindAsync(mine, Never))!;

        await _sample.Changes.SetPasswordAsync(
            _ana.Id,
            "another horse battery",
            AccountSample.ByTest with
            {
                SessionId = me.SessionId,
            },
            Never
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _sample.Sessions.FindAsync(mine, Never), Is.Not.Null);
            Assert.That(await _sample.Sessions.FindAsync(other, Never), Is.Null);
        }
    }

    [Test]
    public async Task A_session_of_the_one_who_changes_another_account_gets_nothing_of_it()
    {
        var bob = await _sample.AddAsync("bob@example.org");
        var token = await _sample.OpenSessionAsync(_ana);
        var me = (await _sample.Sessions.FindAsync(token, Never))!;
        var by = AccountSample.ByTest with { SessionId = me.SessionId };

        await _sample.Changes.ChangeRoleAsync(bob.Id, Role.Writer, by, Never);

        Assert.That((await _sample.Sessions.FindAsync(token, Never))!.AccountId, Is.EqualTo(_ana.Id));
    }

    [Test]
    public async Task Sessions_are_ended_one_by_one_or_all_but_mine()
    {
        var tokens = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            tokens.Add(await _sample.OpenSessionAsync(_ana));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _sample.Changes.EndSessionAsync(_ana.Id, 2, AccountSample.ByTest, Never), Is.True);
            Assert.That(await _sample.Changes.EndSessionAsync(_ana.Id, 2, AccountSample.ByTest, Never), Is.False);
            Assert.That(await _sample.Changes.EndSessionAsync(77, 3, AccountSample.ByTest, Never), Is.False);
            Assert.That(
                await _sample.Changes.EndSessionsAsync(_ana.Id, AccountSample.ByTest with { SessionId = 1 }, Never),
                Is.EqualTo(2)
            );
            Assert.That(await _sample.Sessions.FindAsync(tokens[0], Never), Is.Not.Null);
            Assert.That(await _sample.Sessions.FindAsync(tokens[3], Never), Is.Null);
        }
    }

    [Test]
    public async Task The_second_step_is_switched_on_with_its_recovery_codes_and_off_without()
    {
        var (account, _, _) = (await _sample.AddWithSecondStepAsync("bob@example.org"));
        Assert.That(account.HasSecondStep, Is.True);
        Assert.That(await _sample.ScalarAsync<long>("SELECT count(*) FROM account_recovery_codes"), Is.EqualTo(10));

        await _sample.Changes.TurnSecondStepOffAsync(account.Id, AccountSample.ByTest, Never);

        Assert.That((await _sample.FindAsync(account.Id)).HasSecondStep, Is.False);
        Assert.That(await _sample.ScalarAsync<long>("SELECT count(*) FROM account_recovery_codes"), Is.Zero);
    }

    [TestCase("", "The name is empty")]
    [TestCase("  ", "The name is empty")]
    [TestCase("a\u0007b", "cannot be seen")]
    public async Task A_name_is_checked(string name, string problem) =>
        Assert.That(
            (await _sample.Changes.RenameAsync(_ana.Id, name, AccountSample.ByTest, Never)).Problem,
            Does.Contain(problem)
        );

    [Test]
    public async Task What_is_refused_leaves_no_trace()
    {
        var before = await _sample.ScalarAsync<long>("SELECT count(*) FROM audit");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (await _sample.Changes.SetPasswordAsync(_ana.Id, "short", AccountSample.ByTest, Never)).Problem,
                Does.StartWith("The password has 5 characters")
            );
            Assert.That(
                (await _sample.Changes.RemoveAsync(99, AccountSample.ByTest, Never)).Problem,
                Does.StartWith("There is no such account")
            );
            Assert.That(
                (await _sample.Changes.RenameAsync(_ana.Id, new string('x', 101), AccountSample.ByTest, Never)).Problem,
                Does.Contain("longer than 100")
            );
            Assert.That(
                async () => await _sample.AddAsync(),
                Throws.InvalidOperationException.With.Message.Contains("has an account already")
            );
            Assert.That(await _sample.ScalarAsync<long>("SELECT count(*) FROM audit"), Is.EqualTo(before));
        }
    }
}
