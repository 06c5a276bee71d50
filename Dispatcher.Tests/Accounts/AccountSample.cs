using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.SecondStep;
using Newsletter.Dispatcher.Accounts.Sessions;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Accounts;

/// <summary>The room of accounts with a database of its own and a clock that the test moves.</summary>
internal sealed class AccountSample : IDisposable
{
    public const string Password = "correct horse battery staple";

    public static readonly ChangedBy ByTest = new("test", "here");

    private readonly TestDatabase _db;
    private readonly ILoggerFactory _loggers = LoggerFactory.Create(_ => { });

    private AccountSample(TestDatabase db) => _db = db;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    public Database Database => _db.Database;

    public CountingHasher Hasher { get; } = new();

    public TotpKeys TotpKeys { get; } = new(new EphemeralDataProtectionProvider());

    public AccountStore Store => new(Database, TotpKeys, Clock);

    public AccountChanges Changes => new(Database, Hasher, new AuditBook(Database, Clock), Clock);

    public SessionBook Sessions => new(Database, Clock);

    public SignInTries Tries => new(Database, Clock);

    public SignInLinks Links => new(Database, NewsletterSample.Settings(), Clock);

    public SignIns SignIns { get; private set; } = null!;

    public static async Task<AccountSample> CreateAsync()
    {
        var sample = new AccountSample(await TestDatabase.CreateAsync());
        sample.SignIns = new(
            sample.Database,
            sample.Hasher,
            sample.TotpKeys,
            sample.Tries,
            sample.Clock,
            sample._loggers.CreateLogger<SignIns>()
        );
        return sample;
    }

    public async Task<Account> AddAsync(
        string email = "ana@example.org",
        Role role = Role.Owner,
        string? password = Password
    )
    {
        var result = await Changes.AddAsync(
            EmailAddress.Parse(email),
            email.Split('@')[0],
            role,
            password,
            ByTest,
            CancellationToken.None
        );
        return await FindAsync(result.Account?.Id ?? throw new InvalidOperationException(result.Problem));
    }

    /// <summary>An account with the second step on, its key, and one of its recovery codes.</summary>
    public async Task<(Account Account, byte[] Key, IReadOnlyList<string> Codes)> AddWithSecondStepAsync(
        string email = "ana@example.org"
    )
    {
        var (account, key, codes) = (await AddAsync(email), TotpKeys.New(), RecoveryCodes.New());
        var bytes = Base32.Decode(key)!;
        var result = await Changes.TurnSecondStepOnAsync(
            account.Id,
            TotpKeys.Protect(key),
            TotpCode.StepAt(Clock.GetUtcNow()),
            codes,
            ByTest,
            CancellationToken.None
        );
        Assert.That(result.Problem, Is.Null);
        Clock.Advance(TimeSpan.FromMinutes(2));
        return (await FindAsync(account.Id), bytes, codes);
    }

    /// <summary>The code that an app shows now.</summary>
    public string Code(byte[] key) => TotpCode.Of(key, TotpCode.StepAt(Clock.GetUtcNow()));

    /// <summary>As it stands in the database now.</summary>
    public async Task<Account> FindAsync(long id)
    {
        await using var connection = await Database.OpenAsync(CancellationToken.None);
        return (await AccountTable.FindAsync(connection, null, id))!;
    }

    public Task<string> OpenSessionAsync(Account account) =>
        Sessions.OpenAsync(account, new(SessionWay.Password, "192.0.2.0/24", "Browser"), CancellationToken.None);

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await Database.OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _db.Dispose();
    }

    /// <summary>The framework's hasher with few rounds, which counts its work.</summary>
    internal sealed class CountingHasher()
        : PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = 10 }))
    {
        public int Verified { get; private set; }

        public override PasswordVerificationResult VerifyHashedPassword(
            Account user,
            string hashedPassword,
            string providedPassword
        )
        {
            Verified++;
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
