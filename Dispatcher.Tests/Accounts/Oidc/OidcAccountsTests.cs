using Dapper;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.Oidc;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Accounts.Oidc;

[TestFixture, Integration]
internal sealed class OidcAccountsTests
{
    private const string Issuer = "https://login.example.com";

    private TestDatabase _db = null!;
    private FakeTimeProvider _clock = null!;
    private OidcAccounts _accounts = null!;

    private Database Database => _db.Database;

    [SetUp]
    public async Task OpenAsync()
    {
        _db = await TestDatabase.CreateAsync();
        _clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        _accounts = new OidcAccounts(Database, new AuditBook(Database, _clock), _clock);
    }

    [TearDown]
    public void Close() => _db.Dispose();

    [Test]
    public async Task Somebody_new_gets_an_account_and_the_audit_says_so_without_an_address()
    {
        var account = await KnownAsync(Person("s1", Role.Editor));

        Assert.That((account.Email, account.Name, account.Role), Is.EqualTo(("ana@example.org", "Ana", Role.Editor)));
        var audit = await AuditAsync();
        Assert.That(
            audit,
            Is.EqualTo([
                "oidc account.add account:1 role editor 192.0.2.0/24",
                $"oidc account.link account:1 {Issuer} 192.0.2.0/24",
            ])
        );
    }

    [Test]
    public async Task The_second_time_nothing_is_written()
    {
        await KnownAsync(Person("s1", Role.Editor));
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.That((await KnownAsync(Person("s1", Role.Editor))).Id, Is.EqualTo(1));
        Assert.That(await AuditAsync(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task An_account_that_an_owner_made_is_the_persons_by_its_address_and_keeps_its_name()
    {
        var made = await AddAsync("ana@example.org", Role.Writer, "Ana of the desk");

        var account = await KnownAsync(Person("s1", Role.Editor));

        Assert.That((account.Id, account.Name, account.Role), Is.EqualTo((made.Id, "Ana of the desk", Role.Editor)));
        Assert.That(account.SecurityStamp, Is.Not.EqualTo(made.SecurityStamp), "sessions of the old role are over");
        Assert.That(await AuditAsync(), Has.Some.Contains("account.role account:1 writer to editor"));
    }

    [Test]
    public async Task A_person_with_a_new_address_is_the_same_person()
    {
        await KnownAsync(Person("s1", Role.Editor));

        var account = await KnownAsync(Person("s1", Role.Editor, "ruiz@example.org"));

        Assert.That((account.Id, account.Email), Is.EqualTo((1L, "ruiz@example.org")));
    }

    /// <summary>Services give the address of somebody who left to somebody who came.</summary>
    [Test]
    public async Task Another_person_with_the_same_address_does_not_get_the_account()
    {
        await KnownAsync(Person("s1", Role.Owner));

        Assert.That(await RefusedAsync(Person("s2", Role.Owner)), Is.EqualTo(OidcRefusal.AddressTaken));
    }

    [Test]
    public async Task A_new_address_that_is_somebody_elses_is_refused()
    {
        await AddAsync("ben@example.org", Role.Owner);
        await KnownAsync(Person("s1", Role.Editor));

        Assert.That(
            await RefusedAsync(Person("s1", Role.Editor, "ben@example.org")),
            Is.EqualTo(OidcRefusal.AddressTaken)
        );
    }

    [Test]
    public async Task The_last_owner_is_not_made_less_and_the_last_but_one_is()
    {
        await KnownAsync(Person("s1", Role.Owner));

        Assert.That(await RefusedAsync(Person("s1", Role.Editor)), Is.EqualTo(OidcRefusal.LastOwner));

        await AddAsync("ben@example.org", Role.Owner);
        Assert.That((await KnownAsync(Person("s1", Role.Editor))).Role, Is.EqualTo(Role.Editor));
    }

    [Test]
    public async Task A_refused_person_changes_nothing()
    {
        await KnownAsync(Person("s1", Role.Owner));
        var before = await AuditAsync();

        await RefusedAsync(Person("s1", Role.Editor));
        await RefusedAsync(Person("s2", Role.Owner));

        await using var connection = await Database.OpenAsync(CancellationToken.None);
        Assert.That(await AuditAsync(), Is.EqualTo(before));
        Assert.That(
            await connection.QuerySingleAsync<(string, string)>("SELECT subject, role FROM account_logins, accounts"),
            Is.EqualTo(("s1", "owner"))
        );
    }

    [Test]
    public async Task Somebody_whose_account_was_removed_gets_a_new_one()
    {
        await AddAsync("ben@example.org", Role.Owner);
        var first = await KnownAsync(Person("s1", Role.Editor));
        await using (var connection = await Database.OpenAsync(CancellationToken.None))
        {
            await AccountTable.RemoveAsync(connection, transaction: null, first.Id);
        }

        Assert.That((await KnownAsync(Person("s1", Role.Editor))).Id, Is.GreaterThan(first.Id));
    }

    private static OidcPerson Person(string subject, Role role, string email = "ana@example.org") =>
        new(Issuer, subject, EmailAddress.Parse(email), "Ana", role);

    private async Task<Account> KnownAsync(OidcPerson person)
    {
        var entry = await _accounts.EnterAsync(person, "192.0.2.0/24", CancellationToken.None);
        Assert.That(entry, Is.InstanceOf<OidcEntry.Known>());
        return ((OidcEntry.Known)entry).Account;
    }

    private async Task<OidcRefusal> RefusedAsync(OidcPerson person)
    {
        var entry = await _accounts.EnterAsync(person, "192.0.2.0/24", CancellationToken.None);
        Assert.That(entry, Is.InstanceOf<OidcEntry.Refused>());
        return ((OidcEntry.Refused)entry).Refusal;
    }

    private async Task<Account> AddAsync(string email, Role role, string name = "Ben")
    {
        var account = new Account
        {
            Email = email,
            EmailKey = email,
            Name = name,
            Role = role,
        };
        await using var connection = await Database.OpenAsync(CancellationToken.None);
        await AccountTable.AddAsync(connection, transaction: null, account, _clock.GetUtcNow());
        return account;
    }

    private async Task<List<string>> AuditAsync()
    {
        await using var connection = await Database.OpenAsync(CancellationToken.None);
        return
        [
            .. await connection.QueryAsync<string>(
                "SELECT concat_ws(' ', actor, action, subject, details, origin) FROM audit ORDER BY id"
            ),
        ];
    }
}
