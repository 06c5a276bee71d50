using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Mails;

/// <summary>Mails in a workplace's database, and a sender for them.</summary>
internal static class GivenMails
{
    /// <summary>A confirmation of a subscriber; returns its id.</summary>
    public static async Task<long> ConfirmationAsync(
        this Workplace work,
        long subscriberId,
        string purpose = "subscribe",
        TimeSpan? expires = null
    )
    {
        await using var connection = await work.Database.OpenAsync(CancellationToken.None);
        var now = work.Clock.GetUtcNow();
        return await connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO confirmations (purpose, subscriber_id, email, email_key, created_at, expires_at)
            VALUES (@purpose, @subscriberId, 'x', 'x', @now, @expires)
            RETURNING id
            """,
            new
            {
                purpose,
                subscriberId,
                now,
                expires = now + (expires ?? TimeSpan.FromDays(7)),
            }
        );
    }

    /// <summary>Queues a mail as the product does; returns its id.</summary>
    public static async Task<long> QueueAsync(
        this Workplace work,
        MailKind kind,
        long subscriberId = 1,
        string? email = null,
        IReadOnlyDictionary<string, string>? values = null,
        TimeSpan? expires = null,
        TimeSpan? due = null
    )
    {
        var now = work.Clock.GetUtcNow();
        if (values is null && MailRules.IsToStranger(kind))
        {
            values = Confirming(await work.ConfirmationAsync(subscriberId), now.AddDays(7));
        }

        values ??=
            kind is MailKind.FreshLink
                ? new Dictionary<string, string> { ["link_matter"] = "data", ["link_seed"] = "seed" }
                : null;
        return await work.Database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var mail = new NewMail(
                    kind,
                    Guid.NewGuid().ToString("N"),
                    subscriberId,
                    email ?? $"reader{subscriberId}@example.org",
                    values ?? new Dictionary<string, string>(),
                    now + (due ?? TimeSpan.Zero),
                    now + (expires ?? TimeSpan.FromDays(1))
                );
                await MailQueue.AddAsync(connection, transaction, mail, now);
                return await connection.ExecuteScalarAsync<long>("SELECT max(id) FROM mails", transaction: transaction);
            },
            CancellationToken.None
        );
    }

    public static Dictionary<string, string> Confirming(long id, DateTimeOffset expires) =>
        new() { ["confirmation_id"] = $"{id}", ["confirmation_expires"] = $"{expires.ToUnixTimeSeconds()}" };

    public static MailComposer MailComposer(
        this Workplace work,
        NewsletterSettings? newsletter = null,
        bool canPay = false
    ) => new(newsletter ?? work.Newsletter, work.Tokens, canPay);

    public static MailService MailService(this Workplace work, ITransport transport) =>
        work.MailService(RelayPool.Of(transport, work.Clock));

    public static MailService MailService(this Workplace work, RelayPool relays, ILogger<MailService>? logger = null)
    {
        var services = work.Services(relays).AddMails();
        if (logger is not null)
        {
            services.AddSingleton(logger);
        }

        return services.BuildServiceProvider().GetServices<IHostedService>().OfType<MailService>().Single();
    }

    public static async Task<MailRow> MailAsync(this Workplace work, long id)
    {
        await using var connection = await work.Database.OpenAsync(CancellationToken.None);
        return await connection.QuerySingleAsync<MailRow>(
            "SELECT state, attempts, resends, due_at, reply, class AS cause FROM mails WHERE id = @id",
            new { id }
        );
    }

    /// <summary>A mail of a kind with values, as the sender finds it.</summary>
    public static DueMail With(this DueMail mail, params (string Name, string Value)[] values) =>
        mail with
        {
            MailValues = JsonSerializer.Serialize(values.ToDictionary(pair => pair.Name, pair => pair.Value)),
        };
}
