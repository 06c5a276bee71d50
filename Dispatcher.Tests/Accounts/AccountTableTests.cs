using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture, Integration]
internal sealed class AccountTableTests
{
    private AccountSample _sample = null!;

    [SetUp]
    public async Task Create() => _sample = await AccountSample.CreateAsync();

    [TearDown]
    public void Remove() => _sample.Dispose();

    [Test]
    public async Task A_row_comes_back_whole()
    {
        var account = new Account
        {
            Email = "Ana@example.org",
            EmailKey = "ana@example.org",
            Name = "Ana",
            Role = Role.Editor,
            PasswordHash = "hash",
            SecurityStamp = "stamp",
            TotpKey = "key",
            TotpSince = _sample.Clock.GetUtcNow(),
            TotpStep = 7,
        };
        await using var connection = await _sample.Database.OpenAsync(CancellationToken.None);

        await AccountTable.AddAsync(connection, null, account, _sample.Clock.GetUtcNow());

        Assert.That(
            await AccountTable.FindAsync(connection, null, "ana@example.org"),
            Has.Property("Id")
                .EqualTo(1)
                .And.Property("Email")
                .EqualTo("Ana@example.org")
                .And.Property("EmailKey")
                .EqualTo("ana@example.org")
                .And.Property("Name")
                .EqualTo("Ana")
                .And.Property("Role")
                .EqualTo(Role.Editor)
                .And.Property("PasswordHash")
                .EqualTo("hash")
                .And.Property("SecurityStamp")
                .EqualTo("stamp")
                .And.Property("SavedStamp")
                .EqualTo("stamp")
                .And.Property("TotpKey")
                .EqualTo("key")
                .And.Property("TotpStep")
                .EqualTo(7)
                .And.Property("TotpSince")
                .EqualTo(_sample.Clock.GetUtcNow())
                .And.Property("CreatedAt")
                .EqualTo(_sample.Clock.GetUtcNow())
                .And.Property("UpdatedAt")
                .EqualTo(_sample.Clock.GetUtcNow())
        );
    }

    [Test]
    public async Task A_change_on_top_of_a_stamp_that_somebody_changed_is_not_saved()
    {
        var id = (await _sample.AddAsync()).Id;
        var (mine, theirs) = (await _sample.FindAsync(id), await _sample.FindAsync(id));
        await using var connection = await _sample.Database.OpenAsync(CancellationToken.None);
        theirs.SecurityStamp = AccountSecrets.NewStamp();
        await AccountTable.SaveAsync(connection, null, theirs, _sample.Clock.GetUtcNow());
        mine.PasswordHash = "mine";

        var isSaved = await AccountTable.SaveAsync(connection, null, mine, _sample.Clock.GetUtcNow());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(isSaved, Is.False);
            Assert.That((await _sample.FindAsync(id)).PasswordHash, Is.Not.EqualTo("mine"));
        }
    }

    [Test]
    public async Task A_step_is_accepted_once_and_starts_again_with_a_new_key()
    {
        var account = await _sample.AddAsync();
        await using var connection = await _sample.Database.OpenAsync(CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await AccountTable.AcceptStepAsync(connection, null, account.Id, 100), Is.True);
            Assert.That(await AccountTable.AcceptStepAsync(connection, null, account.Id, 100), Is.False);
            Assert.That(await AccountTable.AcceptStepAsync(connection, null, account.Id, 99), Is.False);
            Assert.That(await AccountTable.AcceptStepAsync(connection, null, account.Id, 101), Is.True);
        }

        account.Name = "Other";
        await AccountTable.SaveAsync(connection, null, account, _sample.Clock.GetUtcNow());
        Assert.That((await _sample.FindAsync(account.Id)).TotpStep, Is.EqualTo(101));
        account.TotpKey = "new";
        await AccountTable.SaveAsync(connection, null, account, _sample.Clock.GetUtcNow());
        Assert.That((await _sample.FindAsync(account.Id)).TotpStep, Is.Zero);
    }

    [Test]
    public async Task What_belongs_to_an_account_goes_with_it()
    {
        var (account, _, _) = await _sample.AddWithSecondStepAsync();
        await _sample.OpenSessionAsync(account);
        await _sample.Links.MakeAsync(account, CancellationToken.None);
        await using var connection = await _sample.Database.OpenAsync(CancellationToken.None);

        await AccountTable.RemoveAsync(connection, null, account.Id);

        Assert.That(
            await _sample.ScalarAsync<long>(
                """
                SELECT (SELECT count(*) FROM account_sessions) + (SELECT count(*) FROM account_links)
                     + (SELECT count(*) FROM account_recovery_codes)
                """
            ),
            Is.Zero
        );
    }
}
