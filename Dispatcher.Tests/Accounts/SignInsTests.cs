using Newsletter.Dispatcher.Accounts.SecondStep;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture, Integration]
internal sealed class SignInsTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private AccountSample _sample = null!;

    [SetUp]
    public async Task Create() => _sample = await AccountSample.CreateAsync();

    [TearDown]
    public void Remove() => _sample.Dispose();

    [Test]
    public async Task The_right_password_signs_in_and_no_other()
    {
        var account = await _sample.AddAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await TryAsync(AccountSample.Password)).Account!.Id, Is.EqualTo(account.Id));
            Assert.That((await TryAsync(AccountSample.Password, "ANA@example.org")).Account, Is.Not.Null);
            Assert.That(await TryAsync("wrong"), Is.EqualTo(SignInResult.Refused));
            Assert.That(await TryAsync(""), Is.EqualTo(SignInResult.Refused));
        }
    }

    /// <summary>An answer that takes longer for addresses with an account would say which have one.</summary>
    [TestCase("ana@example.org", TestName = "{m}: an account")]
    [TestCase("nobody@example.org", TestName = "{m}: no account")]
    [TestCase("linked@example.org", TestName = "{m}: an account without a password")]
    [TestCase("no address", TestName = "{m}: no address")]
    public async Task Each_try_costs_one_hash_and_one_row_whatever_the_address(string email)
    {
        await _sample.AddAsync();
        await _sample.AddAsync("linked@example.org", password: null);

        var result = await TryAsync("wrong", email);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result, Is.EqualTo(SignInResult.Refused));
            Assert.That(_sample.Hasher.Verified, Is.EqualTo(1));
            Assert.That(await _sample.ScalarAsync<long>("SELECT count(*) FROM sign_in_tries"), Is.EqualTo(1));
        }
    }

    [TestCase("ana@example.org")]
    [TestCase("nobody@example.org")]
    public async Task After_five_failures_nothing_is_looked_at_until_the_wait_is_over(string email)
    {
        await _sample.AddAsync();
        for (var i = 0; i < 5; i++)
        {
            await TryAsync("wrong", email);
        }

        Assert.That(await TryAsync(AccountSample.Password, email), Is.EqualTo(SignInResult.Refused));
        Assert.That(_sample.Hasher.Verified, Is.EqualTo(5));
        _sample.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await TryAsync(AccountSample.Password, email)).Account is not null, Is.EqualTo(email[0] == 'a'));
    }

    [Test]
    public async Task A_code_is_asked_for_and_taken_once()
    {
        var (account, key, _) = await _sample.AddWithSecondStepAsync();
        var result = await TryAsync(AccountSample.Password);
        var code = _sample.Code(key);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.NeedsSecondStep, Is.True);
            Assert.That((await StepAsync(account.Id, code))!.Id, Is.EqualTo(account.Id));
            Assert.That(await StepAsync(account.Id, code), Is.Null, "replayed");
        }

        _sample.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.That(await StepAsync(account.Id, _sample.Code(key)), Is.Not.Null, "the next one");
    }

    [Test]
    public async Task The_code_that_set_the_second_step_up_does_not_sign_in()
    {
        var (account, key) = (await _sample.AddAsync(), TotpKeys.New());
        var bytes = Base32.Decode(key)!;
        await _sample.Changes.TurnSecondStepOnAsync(
            account.Id,
            _sample.TotpKeys.Protect(key),
            TotpCode.StepAt(_sample.Clock.GetUtcNow()),
            RecoveryCodes.New(),
            AccountSample.ByTest,
            Never
        );

        Assert.That(await StepAsync(account.Id, _sample.Code(bytes)), Is.Null);
        _sample.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.That(await StepAsync(account.Id, _sample.Code(bytes)), Is.Not.Null);
    }

    [Test]
    public async Task A_recovery_code_replaces_the_app_once()
    {
        var (account, _, codes) = await _sample.AddWithSecondStepAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await StepAsync(account.Id, codes[0]), Is.Not.Null);
            Assert.That(await StepAsync(account.Id, codes[0]), Is.Null);
        }
    }

    [Test]
    public async Task The_second_step_is_locked_after_five_codes_and_a_password_does_not_unlock_it()
    {
        var (account, key, codes) = await _sample.AddWithSecondStepAsync();
        for (var i = 0; i < 5; i++)
        {
            await StepAsync(account.Id, "000000");
        }

        await TryAsync(AccountSample.Password);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await StepAsync(account.Id, _sample.Code(key)), Is.Null);
            Assert.That(await StepAsync(account.Id, codes[0]), Is.Null);
        }

        _sample.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await StepAsync(account.Id, _sample.Code(key)), Is.Not.Null);
    }

    [Test]
    public async Task A_first_step_from_before_the_password_changed_leads_nowhere()
    {
        var (account, key, _) = await _sample.AddWithSecondStepAsync();
        await _sample.Changes.SetPasswordAsync(account.Id, "another horse battery", AccountSample.ByTest, Never);

        Assert.That(
            await _sample.SignIns.SecondStepAsync(account.Id, account.SavedStamp, _sample.Code(key), Never),
            Is.Null
        );
    }

    [Test]
    public async Task An_account_without_a_second_step_has_none_to_pass()
    {
        var account = await _sample.AddAsync();

        Assert.That(await StepAsync(account.Id, "000000"), Is.Null);
    }

    [Test]
    public async Task A_person_who_is_signed_in_confirms_with_the_password()
    {
        var account = await _sample.AddAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _sample.SignIns.ConfirmAsync(account.Id, AccountSample.Password, Never), Is.True);
            Assert.That(await _sample.SignIns.ConfirmAsync(account.Id, "wrong", Never), Is.False);
            Assert.That(await _sample.SignIns.ConfirmAsync(7, AccountSample.Password, Never), Is.False);
        }
    }

    private Task<SignInResult> TryAsync(string password, string email = "ana@example.org") =>
        _sample.SignIns.PasswordAsync(email, password, Never);

    private Task<Newsletter.Dispatcher.Accounts.Account?> StepAsync(long id, string code) =>
        _sample.SignIns.SecondStepAsync(id, stamp: null, code, Never);
}
