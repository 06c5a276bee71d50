using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.SecondStep;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture, Integration]
internal sealed class AccountStoreTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private AccountSample _sample = null!;

    [SetUp]
    public async Task Create() => _sample = await AccountSample.CreateAsync();

    [TearDown]
    public void Remove() => _sample.Dispose();

    [Test]
    public async Task An_account_is_made_found_changed_and_removed()
    {
        var (store, account) = (_sample.Store, new Account { Name = "Ana", Role = Role.Editor });
        await store.SetEmailAsync(account, "Ana@Example.org", Never);
        await store.SetPasswordHashAsync(account, "hash", Never);

        Assert.That(await store.CreateAsync(account, Never), Is.EqualTo(IdentityResult.Success));
        var found = (await store.FindByEmailAsync("ANA@EXAMPLE.ORG", Never))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.Email, Is.EqualTo("Ana@example.org"));
            Assert.That((await store.FindByIdAsync("1", Never))!.Name, Is.EqualTo("Ana"));
            Assert.That((await store.FindByNameAsync("ana@example.org", Never))!.Role, Is.EqualTo(Role.Editor));
            Assert.That(await store.FindByIdAsync("x", Never), Is.Null);
            Assert.That(await store.FindByEmailAsync("nobody", Never), Is.Null);
            Assert.That(await store.HasPasswordAsync(found, Never), Is.True);
        }

        await store.SetSecurityStampAsync(found, "other", Never);
        Assert.That(await store.UpdateAsync(found, Never), Is.EqualTo(IdentityResult.Success));
        Assert.That((await store.UpdateAsync(account, Never)).Errors.Single().Code, Is.EqualTo("ConcurrencyFailure"));
        await store.DeleteAsync(found, Never);
        Assert.That(await store.FindByIdAsync("1", Never), Is.Null);
    }

    [Test]
    public async Task An_address_has_one_account()
    {
        await _sample.AddAsync();
        var second = new Account { Name = "Other" };
        await _sample.Store.SetEmailAsync(second, "ANA@example.org", Never);

        Assert.That(
            (await _sample.Store.CreateAsync(second, Never)).Errors.Single().Code,
            Is.EqualTo("DuplicateEmail")
        );
    }

    [Test]
    public async Task Failures_are_counted_and_forgotten()
    {
        var (store, account) = (_sample.Store, await _sample.AddAsync());
        for (var i = 1; i <= 5; i++)
        {
            Assert.That(await store.IncrementAccessFailedCountAsync(account, Never), Is.EqualTo(i));
        }

        Assert.That(
            await store.GetLockoutEndDateAsync(account, Never),
            Is.EqualTo(_sample.Clock.GetUtcNow().AddMinutes(1))
        );
        await store.SetLockoutEndDateAsync(account, _sample.Clock.GetUtcNow().AddHours(3), Never);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await store.GetLockoutEndDateAsync(account, Never),
                Is.EqualTo(_sample.Clock.GetUtcNow().AddHours(3))
            );
            Assert.That(await store.GetAccessFailedCountAsync(account, Never), Is.EqualTo(5));
        }

        await store.ResetAccessFailedCountAsync(account, Never);
        Assert.That(await store.GetAccessFailedCountAsync(account, Never), Is.Zero);
    }

    [Test]
    public async Task The_key_of_the_second_step_is_protected_at_rest()
    {
        var (store, account, key) = (_sample.Store, await _sample.AddAsync(), TotpKeys.New());

        await store.SetAuthenticatorKeyAsync(account, key, Never);
        await store.SetTwoFactorEnabledAsync(account, enabled: true, Never);
        await store.UpdateAsync(account, Never);

        var found = await _sample.FindAsync(account.Id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await store.GetTwoFactorEnabledAsync(found, Never), Is.True);
            Assert.That(await store.GetAuthenticatorKeyAsync(found, Never), Is.EqualTo(key));
            Assert.That(await _sample.ScalarAsync<string>("SELECT totp_key FROM accounts"), Does.Not.Contain(key));
            Assert.That(
                new TotpKeys(new EphemeralDataProtectionProvider()).Read(found),
                Is.Null,
                "other keys beside the database"
            );
        }
    }

    [Test]
    public async Task A_recovery_code_works_once_and_only_its_hash_is_kept()
    {
        var (store, account, codes) = (_sample.Store, await _sample.AddAsync(), RecoveryCodes.New());
        await store.ReplaceCodesAsync(account, codes, Never);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await store.CountCodesAsync(account, Never), Is.EqualTo(10));
            Assert.That(await store.RedeemCodeAsync(account, codes[3].ToUpperInvariant(), Never), Is.True);
            Assert.That(await store.RedeemCodeAsync(account, codes[3], Never), Is.False);
            Assert.That(await store.RedeemCodeAsync(account, "abcd-efgh-ijkl-mnop", Never), Is.False);
            Assert.That(await store.CountCodesAsync(account, Never), Is.EqualTo(9));
            Assert.That(
                await _sample.ScalarAsync<long>(
                    $"SELECT count(*) FROM account_recovery_codes WHERE code_hash LIKE '%{codes[0][..4]}-%'"
                ),
                Is.Zero
            );
        }

        await store.ReplaceCodesAsync(account, RecoveryCodes.New(), Never);
        Assert.That(await store.RedeemCodeAsync(account, codes[0], Never), Is.False, "the codes of before");
    }

    [Test]
    public async Task A_passkey_comes_back_whole_is_renamed_and_removed_by_its_owner_only()
    {
        var (store, ana, bob) = (_sample.Store, await _sample.AddAsync(), await _sample.AddAsync("bob@example.org"));
        var passkey = Passkey(count: 1, "Telephone");
        await store.AddOrUpdatePasskeyAsync(ana, passkey, Never);

        await store.AddOrUpdatePasskeyAsync(ana, Passkey(count: 7, "Laptop"), Never);
        await store.AddOrUpdatePasskeyAsync(bob, Passkey(count: 9, "Bob's"), Never);
        await store.RemovePasskeyAsync(bob, passkey.CredentialId, Never);

        var found = (await store.GetPasskeysAsync(ana, Never)).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.CredentialId, Is.EqualTo(passkey.CredentialId));
            Assert.That(found.PublicKey, Is.EqualTo(passkey.PublicKey));
            Assert.That(found.CreatedAt, Is.EqualTo(passkey.CreatedAt));
            Assert.That(found.SignCount, Is.EqualTo(7));
            Assert.That(found.Name, Is.EqualTo("Laptop"));
            Assert.That(found.Transports, Is.EqualTo(new[] { "internal", "hybrid" }));
            Assert.That(found.IsUserVerified, Is.True);
            Assert.That(found.IsBackupEligible, Is.True);
            Assert.That(found.IsBackedUp, Is.False);
            Assert.That(found.AttestationObject, Is.EqualTo(passkey.AttestationObject));
            Assert.That(found.ClientDataJson, Is.EqualTo(passkey.ClientDataJson));
            Assert.That((await store.FindByPasskeyIdAsync(passkey.CredentialId, Never))!.Id, Is.EqualTo(ana.Id));
            Assert.That(await store.FindPasskeyAsync(ana, passkey.CredentialId, Never), Is.Not.Null);
            Assert.That(await store.FindPasskeyAsync(bob, passkey.CredentialId, Never), Is.Null);
        }

        await store.RemovePasskeyAsync(ana, passkey.CredentialId, Never);
        Assert.That(await store.FindByPasskeyIdAsync(passkey.CredentialId, Never), Is.Null);
    }

    private UserPasskeyInfo Passkey(uint count, string name) =>
        new(
            [1, 2, 250],
            [3, 4],
            _sample.Clock.GetUtcNow(),
            count,
            ["internal", "hybrid"],
            isUserVerified: true,
            isBackupEligible: true,
            isBackedUp: false,
            [5, 6],
            [7, 8]
        )
        {
            Name = name,
        };
}
