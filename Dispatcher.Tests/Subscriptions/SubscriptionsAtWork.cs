using System.Globalization;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Subscriptions;

/// <summary>
/// All that happens to subscriptions, on a database and a clock of a test's own. It begins on Monday, 23 November 2026,
/// 09:00 in Berlin.
/// </summary>
internal sealed class SubscriptionsAtWork : IDisposable
{
    private readonly TestDatabase _db;

    private SubscriptionsAtWork(TestDatabase db, NewsletterSettings newsletter, WebSettings web)
    {
        (_db, Newsletter) = (db, newsletter);
        OptIns = new(db.Database, newsletter, web, Tokens, Clock, Log);
        Letters = new(db.Database, newsletter, Tokens, Clock);
        Confirmations = new(db.Database, newsletter, Calendar, Tokens, Letters, Clock);
        Renewal = new(db.Database, Letters, Clock);
        Links = new(db.Database, Clock);
        Refusals = new(db.Database, newsletter, Letters, Clock);
        Departures = new(db.Database, newsletter, Tokens, Clock);
        Pauses = new(db.Database, newsletter, Clock);
        Erasure = new(db.Database, Tokens, Clock);
        Wish = new(db.Database, Erasure, Clock);
        Addresses = new(db.Database, newsletter, Tokens, Clock);
        Export = new(db.Database, Clock);
        Preferences = new(db.Database, newsletter, Calendar, Tokens, Pauses, Clock);
        Terms = new(db.Database, newsletter, Clock);
        Look = new(db.Database, newsletter, Calendar, Erasure, Clock, NullLogger<DailyService>.Instance);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    public SignedToken Tokens { get; } = new([new SigningKey("a", [.. Enumerable.Range(1, 32).Select(i => (byte)i)])]);

    public NewsletterSettings Newsletter { get; }

    public Dispatcher.Storage.Database Database => _db.Database;

    public KeptLog<OptIns> Log { get; } = new();

    public SlotCalendar Calendar => new(Newsletter);

    public OptIns OptIns { get; }

    public Confirmations Confirmations { get; }

    public Departures Departures { get; }

    public Pauses Pauses { get; }

    public Erasure Erasure { get; }

    public Preferences Preferences { get; }

    public LinkLetters Letters { get; }

    public LinkRenewal Renewal { get; }

    public FreshLinks Links { get; }

    public AddressRefusals Refusals { get; }

    public ErasureWish Wish { get; }

    public AddressChanges Addresses { get; }

    public PersonExport Export { get; }

    public TermStore Terms { get; }

    public DailyService Look { get; }

    public static async Task<SubscriptionsAtWork> CreateAsync(
        string? price = null,
        bool goodbye = false,
        WebSettings? web = null
    ) =>
        new(
            await TestDatabase.CreateAsync(),
            NewsletterSample.Settings() with
            {
                AnnualPrice = price,
                Goodbye = goodbye,
            },
            web ?? new WebSettings()
        );

    public Task<bool> AskAsync(string email, string? zone = null, string network = "192.0.2.0/24") =>
        OptIns.AskAsync(EmailAddress.Parse(email), zone, network, CancellationToken.None);

    /// <summary>The token of the confirm mail that was queued last.</summary>
    public async Task<string> LastConfirmTokenAsync()
    {
        var values = await ScalarAsync<string>(
            "SELECT mail_values FROM mails WHERE kind IN ('confirm', 'confirm-address') ORDER BY id DESC LIMIT 1"
        );
        var json = System.Text.Json.JsonDocument.Parse(values!).RootElement;
        return Tokens.Sign(
            TokenPurpose.Confirm,
            long.Parse(json.GetProperty("confirmation_id").GetString()!, CultureInfo.InvariantCulture),
            DateTimeOffset.FromUnixTimeSeconds(
                long.Parse(json.GetProperty("confirmation_expires").GetString()!, CultureInfo.InvariantCulture)
            )
        );
    }

    /// <summary>What stands in the link that was mailed last.</summary>
    public async Task<string> LastFreshLinkAsync() =>
        Tokens.FreshLink(
            (
                await ScalarAsync<string>(
                    "SELECT mail_values ->> 'link_seed' FROM mails WHERE mail_values ->> 'link_seed' IS NOT NULL "
                        + "ORDER BY id DESC LIMIT 1"
                )
            )!
        );

    /// <summary>Moves somebody to a new address, which says yes.</summary>
    public async Task ChangeAddressAsync(long id, string email)
    {
        await Addresses.RequestAsync(id, email, CancellationToken.None);
        var result = await Confirmations.ConfirmAsync(await LastConfirmTokenAsync(), CancellationToken.None);
        Assert.That(result.Outcome, Is.EqualTo(ConfirmOutcome.Confirmed));
    }

    /// <summary>Signs somebody up and confirms them.</summary>
    /// <returns>Their id.</returns>
    public async Task<long> JoinAsync(string email = "ana@example.org", string? zone = null)
    {
        Assert.That(await AskAsync(email, zone), Is.True);
        var result = await Confirmations.ConfirmAsync(await LastConfirmTokenAsync(), CancellationToken.None);
        Assert.That(result.Outcome, Is.EqualTo(ConfirmOutcome.Confirmed));
        return result.SubscriberId;
    }

    /// <summary>Puts somebody on the list as an import would.</summary>
    public Task<long> AddAsync(string email, string status) =>
        ScalarAsync<long>(
            $"""
            INSERT INTO subscribers (email, email_key, status, created_at, updated_at)
            VALUES ('{email}', '{email}', '{status}', 0, 0) RETURNING id
            """
        );

    /// <param name="epoch">Of the person's links; a test that renews them counts for itself.</param>
    public string Manage(long id, long epoch = 0) => Tokens.Sign(TokenPurpose.Manage, id, epoch);

    /// <inheritdoc cref="Manage"/>
    public string Unsubscribe(long id, long epoch = 0) => Tokens.Sign(TokenPurpose.Unsubscribe, id, epoch);

    public Task<string?> StatusAsync(string email = "ana@example.org") =>
        ScalarAsync<string>($"SELECT status FROM subscribers WHERE email_key = '{email}'");

    /// <summary>Kinds of all mails, in order.</summary>
    public async Task<IReadOnlyList<string>> MailsAsync() => await ListAsync("SELECT kind FROM mails ORDER BY id");

    public async Task<IReadOnlyList<string>> EventsAsync(long id) =>
        await ListAsync(
            $"SELECT event || coalesce(' ' || detail, '') FROM subscriber_events WHERE subscriber_id = {id} ORDER BY id"
        );

    public async Task<IReadOnlyList<string>> ListAsync(string sql)
    {
        await using var connection = await Database.OpenAsync(CancellationToken.None);
        return [.. await connection.QueryAsync<string>(sql)];
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await Database.OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    public Task ExecuteAsync(string sql) => ScalarAsync<object>(sql);

    public Task LookAsync() => Look.LookAsync(CancellationToken.None);

    /// <summary>Moves the clock to a local time in Berlin.</summary>
    public void GoTo(string local)
    {
        var at = DateTime.Parse(local, CultureInfo.InvariantCulture);
        Clock.SetUtcNow(new DateTimeOffset(at, Newsletter.TimeZone.GetUtcOffset(at)));
    }

    public void Dispose() => _db.Dispose();
}
