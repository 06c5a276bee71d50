using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Subscriptions;

/// <summary>
/// What the calendar does to subscriptions: ends pauses and terms, tells of a trial's end, forgets sign-ups that nobody
/// confirmed. Looks each minute; a look that finds nothing reads a few index pages, and a second one changes nothing.
/// Tests: TermTests.
/// </summary>
internal sealed partial class DailyService(
    Database database,
    NewsletterSettings newsletter,
    SlotCalendar calendar,
    Erasure erasure,
    TimeProvider clock,
    ILogger<DailyService> logger
) : LoopService(clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>How long an unconfirmed sign-up is kept.</summary>
    private static readonly TimeSpan KeepUnconfirmed = TimeSpan.FromDays(30);

    /// <summary>How long the words of a bounce are kept; that there was one stays.</summary>
    private static readonly TimeSpan KeepEvidence = TimeSpan.FromDays(90);

    /// <summary>How long a link that is over is remembered, so that its page says so for a while.</summary>
    private static readonly TimeSpan KeepLinks = TimeSpan.FromDays(30);

    /// <summary>A week later nobody needs to be told that it has ended.</summary>
    private static readonly TimeSpan TellOfEnd = TimeSpan.FromDays(7);

    /// <summary>How long a paid term that renews itself waits for its renewal.</summary>
    private static readonly TimeSpan RenewalGrace = TimeSpan.FromDays(3);

    /// <summary>People whom one transaction changes: a dispatch that records its outcomes comes in between.</summary>
    private const int BatchSize = 200;

    private readonly LocalDates _dates = new(newsletter.Language);

    /// <summary>One look.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await EachAsync(PauseIsOver, ResumeAsync, cancellationToken);
        if (newsletter.AnnualPrice is not null)
        {
            await EachAsync(TrialEndsSoon, TellAsync, cancellationToken);
            await EachAsync(TermIsOver, ExpireAsync, cancellationToken);
        }

        await EachAsync(
            NeverConfirmed,
            (connection, transaction, found) => PersonRows.EraseAsync(connection, transaction, found.Id),
            cancellationToken
        );
        await DropOldAsync(cancellationToken);
        await erasure.ContinueAsync(cancellationToken);
    }

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        RepeatAsync(Interval, atOnce: true, LookAsync, stoppingToken);

    protected override void LogTrouble(string trouble) => Failed(trouble);

    /// <summary>Paused people whose date may have come, in any zone.</summary>
    private const string PauseIsOver =
        "status = 'paused' AND paused_until IS NOT NULL AND paused_until <= @furthestDay";

    /// <summary>Trials near their end whose reader was not told yet.</summary>
    private const string TrialEndsSoon = """
        term = 'trial' AND term_ends_at > @now AND term_ends_at <= @horizon AND status IN ('active', 'paused')
           AND NOT EXISTS (SELECT 1 FROM mails m
                            WHERE m.once_key = 'trial-ending:' || subscribers.id || ':' || term_ends_at)
        """;

    /// <summary>
    /// Terms that are over; what renews itself is settled an hour or, with another card, days after its end.
    /// </summary>
    private const string TermIsOver = $"""
        term_ends_at <= @now AND term IS NOT NULL AND status IN ('active', 'paused')
           AND NOT (term = 'paid' AND term_ends_at > @graceBefore AND {RunningPayment.Condition})
        """;

    /// <summary>Only who came by the sign-up page: those of an import were somebody's decision.</summary>
    private const string NeverConfirmed = """
        status = 'pending' AND created_at <= @forgetBefore
           AND EXISTS (SELECT 1 FROM confirmations c WHERE c.subscriber_id = subscribers.id)
           AND NOT EXISTS (SELECT 1 FROM confirmations c WHERE c.subscriber_id = subscribers.id
           AND c.created_at > @forgetBefore)
        """;

    /// <summary>Acts on everybody whom a condition lets through, batch by batch and by id.</summary>
    private async Task EachAsync(
        string condition,
        Func<SqliteConnection, SqliteTransaction, Subscription, Task> act,
        CancellationToken cancellationToken
    )
    {
        var now = Clock.GetUtcNow();
        var furthestDay = DateOnly.FromDateTime(now.UtcDateTime + LocalDay.FurthestAhead);
        var horizon = TermRule.ReminderHorizon(now, calendar);
        for (var after = 0L; ; )
        {
            // A look without work takes no lock.
            var parameters = Parameters(after);
            if (!await AnyAsync(condition, parameters, cancellationToken))
            {
                return;
            }

            after = await database.InTransactionAsync(
                async (connection, transaction) =>
                {
                    var page = await Subscription.WhereAsync(
                        connection,
                        transaction,
                        $"id > @after AND {condition} ORDER BY id LIMIT @BatchSize",
                        parameters
                    );
                    foreach (var one in page)
                    {
                        await act(connection, transaction, one);
                    }

                    return page is [.., var last] ? last.Id : long.MaxValue;
                },
                cancellationToken
            );
        }

        object Parameters(long after) =>
            new
            {
                after,
                now,
                furthestDay,
                horizon,
                graceBefore = now - RenewalGrace,
                collectedSince = RunningPayment.CollectedSince(now),
                forgetBefore = now - KeepUnconfirmed,
                BatchSize,
            };
    }

    private async Task DropOldAsync(CancellationToken cancellationToken)
    {
        var old = Clock.GetUtcNow() - KeepEvidence;
        await using var connection = await database.OpenAsync(cancellationToken);
        await FreshLinkTable.DropOldAsync(connection, Clock.GetUtcNow() - KeepLinks, cancellationToken);
        await ReturnTable.DropEvidenceAsync(connection, old, cancellationToken);
        await SuppressionTable.DropEvidenceAsync(connection, old, cancellationToken);
    }

    private async Task<bool> AnyAsync(string condition, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                $"SELECT EXISTS (SELECT 1 FROM subscribers WHERE id > @after AND {condition})",
                parameters,
                cancellationToken: cancellationToken
            )
        );
    }

    private async Task ResumeAsync(SqliteConnection connection, SqliteTransaction transaction, Subscription found)
    {
        var now = Clock.GetUtcNow();
        if (LocalDay.Of(now, LocalDay.Zone(found.TimeZone, newsletter)) < found.PausedUntil)
        {
            return;
        }

        await SubscriberTable.ResumeAsync(connection, transaction, found.Id, now);
        await SubscriberEvents.AddAsync(
            connection,
            transaction,
            found.Id,
            SubscriberEvent.Resumed,
            now,
            "the day had come"
        );
    }

    private async Task TellAsync(SqliteConnection connection, SqliteTransaction transaction, Subscription found)
    {
        var (now, end, zone) = (Clock.GetUtcNow(), found.TermEndsAt!.Value, LocalDay.Zone(found.TimeZone, newsletter));
        if (now >= TermRule.ReminderAt(end, zone, calendar, newsletter.SendAt))
        {
            await QueueAsync(connection, transaction, found, MailKind.TrialEnding, expiresAt: end, now);
        }
    }

    private async Task ExpireAsync(SqliteConnection connection, SqliteTransaction transaction, Subscription found)
    {
        var now = Clock.GetUtcNow();
        await SubscriberTable.ExpireAsync(connection, transaction, found.Id, now);
        await SubscriberEvents.AddAsync(
            connection,
            transaction,
            found.Id,
            SubscriberEvent.Expired,
            now,
            found.Term?.Word()
        );
        await QueueAsync(connection, transaction, found, MailKind.Expired, now + TellOfEnd, now);
    }

    /// <summary>One mail for one end of a term, ever.</summary>
    private async Task QueueAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Subscription found,
        MailKind kind,
        DateTimeOffset expiresAt,
        DateTimeOffset now
    )
    {
        var end = found.TermEndsAt!.Value;
        var values = new Dictionary<string, string>
        {
            ["until"] = _dates.Day(LocalDay.LastBefore(end, LocalDay.Zone(found.TimeZone, newsletter))),
        };
        var onceKey = string.Create(
            CultureInfo.InvariantCulture,
            $"{kind.Word()}:{found.Id}:{end.ToUnixTimeMilliseconds()}"
        );
        await MailQueue.AddAsync(
            connection,
            transaction,
            new NewMail(kind, onceKey, found.Id, found.Email, values, DueAt: now, expiresAt),
            now
        );
    }

    [LoggerMessage(4104, LogLevel.Warning, "The look at pauses and terms failed and is repeated in a minute: {Reason}")]
    private partial void Failed(string reason);
}
