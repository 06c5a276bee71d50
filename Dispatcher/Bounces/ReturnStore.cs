using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Bounces.Report;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Bounces;

/// <summary>
/// Writes down what came back, each once, and suppresses whom it shows to be gone. The signed return path names the
/// message and so the person; what stands in a mail, which anybody can write, only says what happened.
/// Tests: ImapServiceTests.
/// </summary>
internal sealed partial class ReturnStore(
    Database database,
    SignedToken tokens,
    TimeProvider clock,
    ILogger<ReturnStore> logger,
    ReturnPath? returnPath = null
)
{
    /// <summary>
    /// The message that a mail came back for; null where no address that it went to is a return path of ours.
    /// </summary>
    /// <param name="sentTo">Where it was sent, as the envelope said; null where only its header tells.</param>
    public ReturnedMessage? MessageOf(BounceReport report, string? sentTo) =>
        returnPath is null
            ? null
            : report
                .SentTo.Prepend(sentTo ?? "")
                .Concat(Complained(report))
                .Select(returnPath.Find)
                .FirstOrDefault(message => message is not null);

    /// <summary>
    /// A complaint comes to the provider's own address for them, but shows our List-Unsubscribe; its mailto: is a
    /// return path.
    /// </summary>
    private static IEnumerable<string> Complained(BounceReport report) =>
        report is { IsComplaint: true, OriginalListUnsubscribe: { } field } ? BounceAddress.All(field) : [];

    public async Task<ReturnOutcome> TakeAsync(
        BounceReport report,
        string source,
        string? sentTo,
        CancellationToken cancellationToken
    )
    {
        var message = MessageOf(report, sentTo);
        if (report.Kind is not BounceKind.Bounce && !report.IsComplaint)
        {
            return message is null ? ReturnOutcome.NotOurs : ReturnOutcome.Nothing;
        }

        // A provider passes complaints on from its own address, but with what it complains about: there our signed link
        // stands.
        var subscriberId = message?.SubscriberId ?? (report.IsComplaint ? Complainant(report) : null);
        if (subscriberId is not { } id)
        {
            if (report.IsComplaint)
            {
                LogUnresolved(source);
            }

            return ReturnOutcome.NotOurs;
        }

        var outcome = await database.InTransactionAsync(
            async (connection, transaction) =>
                await FindAsync(connection, transaction, message, id) is { } found
                    ? await new ReturnEntry(report, source, message, found, clock.GetUtcNow()).WriteAsync(
                        connection,
                        transaction
                    )
                    : ReturnOutcome.NotOurs,
            cancellationToken
        );
        return Logged(outcome, id, report);
    }

    /// <summary>
    /// The same for what a provider signed: where nothing of ours names the message, the recipient's address does.
    /// </summary>
    /// <param name="report">With one result.</param>
    /// <param name="at">When it happened.</param>
    public async Task<ReturnOutcome> TakeTrustedAsync(
        BounceReport report,
        DateTimeOffset at,
        string source,
        CancellationToken cancellationToken
    )
    {
        var named = MessageOf(report, sentTo: null);
        var key = EmailAddress.TryParse(report.Results[0].Recipient, out var address, out _) ? address.Key : null;
        var (outcome, id) = await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var whose = named is not null
                    ? new TrustedRecipient(named.SubscriberId, named)
                    : await TrustedRecipient.FindAsync(connection, transaction, key, Complainant(report), at);
                if (
                    whose is null
                    || await FindAsync(connection, transaction, whose.Message, whose.SubscriberId) is not { } found
                )
                {
                    return (ReturnOutcome.NotOurs, 0L);
                }

                found = whose.Message is null ? found with { SentAt = at } : found;
                return (
                    await new ReturnEntry(report, source, whose.Message, found, clock.GetUtcNow()).WriteAsync(
                        connection,
                        transaction
                    ),
                    whose.SubscriberId
                );
            },
            cancellationToken
        );
        return Logged(outcome, id, report);
    }

    private ReturnOutcome Logged(ReturnOutcome outcome, long subscriberId, BounceReport report)
    {
        if (outcome is ReturnOutcome.Suppressed)
        {
            LogSuppressed(subscriberId, report.Kind.Word());
        }

        return outcome;
    }

    private long? Complainant(BounceReport report) =>
        report.OriginalListUnsubscribe is { } field && UnsubscribeToken.Match(field) is { Success: true } match
            ? tokens.Verify(TokenPurpose.Unsubscribe, match.Groups[1].Value)
            : null;

    /// <returns>Null for a message that never was, and for a person who was erased.</returns>
    private static async Task<Returned?> FindAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        ReturnedMessage? message,
        long subscriberId
    )
    {
        var sent = message switch
        {
            null => "(SELECT email, created_at AS sent_at FROM subscribers WHERE id = @subscriberId)",
            { IsMail: true } =>
                "(SELECT email, created_at AS sent_at FROM mails WHERE id = @Id AND subscriber_id = @subscriberId)",
            // The row of an old delivery is gone with its address. Then the return is about the person's address now,
            // and a bounce so late suppresses nobody.
            _ => """
                (SELECT email, updated_at AS sent_at
                   FROM deliveries
                  WHERE dispatch_id = @Id AND subscriber_id = @subscriberId
                  UNION ALL
                 SELECT o.email, z.first_at
                   FROM subscribers o
                   JOIN (SELECT min(first_at) AS first_at
                           FROM delivery_summaries
                          WHERE dispatch_id = @Id AND state = 'sent') z ON z.first_at IS NOT NULL
                  WHERE o.id = @subscriberId
                    AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.dispatch_id = @Id AND d.subscriber_id = o.id))
                """,
        };
        var found = await connection.QuerySingleOrDefaultAsync<Returned>(
            $"""
            SELECT s.id AS subscriber_id, s.email_key, s.confirmed_at, m.email, m.sent_at
              FROM {sent} m
              JOIN subscribers s ON s.id = @subscriberId
            """,
            new { message?.Id, subscriberId },
            transaction
        );
        return EmailAddress.TryParse(found?.Email ?? "", out _, out _) ? found : null;
    }

    [GeneratedRegex(@"/unsubscribe/([A-Za-z0-9._~-]{1,200})", RegexOptions.CultureInvariant)]
    private static partial Regex UnsubscribeToken { get; }

    [LoggerMessage(
        7302,
        LogLevel.Warning,
        "A complaint ({Source}) shows no signed address of ours, so its subscriber is not known; look at it by hand"
    )]
    private partial void LogUnresolved(string source);

    [LoggerMessage(7301, LogLevel.Warning, "Subscriber {SubscriberId} gets nothing from now on: a {Kind} came back")]
    private partial void LogSuppressed(long subscriberId, string kind);
}
