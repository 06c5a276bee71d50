using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Mails;

/// <summary>
/// The table <c>mails</c> for its sender, which writes the intent before the first byte and the outcome after the
/// reply.
/// Tests: MailServiceTests.
/// </summary>
/// <remarks>
/// There is one sender, and it has one mail in transfer at a time. So each row in <c>sending</c> that a claim finds was
/// left by a crash.
/// </remarks>
internal sealed class MailLedger(Database database, Ownership ownership, TimeProvider clock)
{
    private const string LostReason = "the program ended while it was under way";

    /// <summary>True when a mail is due, or was left in <c>sending</c> by a crash. Writes nothing.</summary>
    public async Task<bool> HasDueAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                """
                SELECT EXISTS (SELECT 1
                                 FROM mails
                                WHERE state IN ('pending', 'sending', 'deferred')
                                AND (state = 'sending' OR due_at <= @now))
                """,
                new { now = clock.GetUtcNow() },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>
    /// Commits the intent to send the mail that is next: first the mails that somebody waits for at a page, then by
    /// time.
    /// </summary>
    public Task<MailClaim> ClaimAsync(CancellationToken cancellationToken) =>
        database.InTransactionAsync<MailClaim>(
            async (connection, transaction) =>
            {
                if (
                    await connection.ExecuteScalarAsync<string?>("SELECT token FROM owner", transaction: transaction)
                    != ownership.Token
                )
                {
                    return new MailClaim.Replaced();
                }

                var now = clock.GetUtcNow();
                await RecoverAsync(connection, transaction, now);
                if (await NextAsync(connection, transaction, now) is not { } mail)
                {
                    return new MailClaim.None();
                }

                if (mail.ExpiresAt <= now)
                {
                    return await EndAsync(DeliveryState.Expired, "not sent before its expiry");
                }

                if (MailRules.WhyNot(mail, await FactsAsync(connection, transaction, mail, now)) is { } reason)
                {
                    return await EndAsync(DeliveryState.Skipped, reason);
                }

                await SetAsync(DeliveryState.Sending, reply: null);
                return new MailClaim.Go(
                    mail,
                    await LatestIssue.ReadAsync(connection, transaction),
                    mail.Kind is MailKind.IssueCopy ? await IssueCopy.ReadAsync(connection, transaction, mail) : null
                );

                async Task<MailClaim> EndAsync(DeliveryState state, string reason)
                {
                    await SetAsync(state, reason);
                    return new MailClaim.Ended(mail.Id, mail.Kind, state, reason);
                }

                async Task SetAsync(DeliveryState state, string? reply) =>
                    await connection.ExecuteAsync(
                        "UPDATE mails SET state = @state, reply = coalesce(@reply, reply), updated_at = @now WHERE id "
                            + "= @Id",
                        new
                        {
                            state = state.Word(),
                            reply,
                            now,
                            mail.Id,
                        },
                        transaction
                    );
            },
            cancellationToken
        );

    /// <summary>
    /// Records the outcome of a mail in <c>sending</c>, and suppresses a dead address. A second call changes nothing.
    /// </summary>
    /// <returns>False when another process has taken the database over, or when the mail was not in
    /// <c>sending</c>.</returns>
    public Task<bool> RecordAsync(DueMail mail, MailOutcome outcome, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var now = clock.GetUtcNow();

                // A reply may contain the address of a person who was erased meanwhile.
                var email = await connection.ExecuteScalarAsync<string?>(
                    """
                    UPDATE mails
                       SET state = @State, due_at = coalesce(@DueAt, due_at), updated_at = @now,
                           attempts = attempts + CASE WHEN @CountsAsAttempt THEN 1 ELSE 0 END,
                           resends = resends + CASE WHEN @IsResend THEN 1 ELSE 0 END,
                           reply = CASE WHEN email = '' THEN NULL ELSE coalesce(@Reply, reply) END,
                               class = coalesce(@Cause, class)
                     WHERE id = @Id AND state = 'sending' AND EXISTS (SELECT 1 FROM owner WHERE token = @Token)
                    RETURNING email
                    """,
                    new
                    {
                        State = outcome.State.Word(),
                        outcome.CountsAsAttempt,
                        outcome.IsResend,
                        outcome.DueAt,
                        now,
                        outcome.Reply,
                        outcome.Cause,
                        mail.Id,
                        ownership.Token,
                    },
                    transaction
                );
                if (email is { Length: > 0 } && outcome.Suppress is { } suppression)
                {
                    await SuppressionTable.RecordAsync(
                        connection,
                        transaction,
                        suppression with
                        {
                            Evidence = outcome.Reply,
                        },
                        now
                    );
                }

                return email is not null;
            },
            cancellationToken
        );

    /// <summary>
    /// Mails that a crash left in <c>sending</c> are sent a second time; after a second crash they become uncertain.
    /// </summary>
    private static async Task RecoverAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            """
            UPDATE mails
               SET state = CASE WHEN resends = 0 THEN 'pending' ELSE 'uncertain' END, resends = 1, updated_at = @now,
                   reply = @LostReason
             WHERE state IN ('pending', 'sending', 'deferred') AND state = 'sending'
            """,
            new { now, LostReason },
            transaction
        );

    private static Task<DueMail?> NextAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        DateTimeOffset now
    ) =>
        connection.QueryFirstOrDefaultAsync<DueMail>(
            """
            SELECT m.id, m.kind AS kind_word, m.subscriber_id, m.email, m.mail_values, m.attempts, m.resends,
                   m.class AS cause, m.created_at, m.expires_at,
                   s.first_name, s.last_name, s.time_zone, s.status, s.term, s.email_key AS subscriber_key,
                   coalesce(s.link_epoch, 0) AS link_epoch
              FROM mails m
              LEFT JOIN subscribers s ON s.id = m.subscriber_id
             WHERE m.id = (SELECT id
                             FROM mails
                            WHERE state IN ('pending', 'sending', 'deferred') AND state <> 'sending' AND due_at <= @now
                            ORDER BY kind NOT IN ('confirm', 'confirm-address', 'your-link', 'fresh-link'), due_at, id
                            LIMIT 1)
            """,
            new { now },
            transaction
        );

    private static async Task<MailFacts> FactsAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        DueMail mail,
        DateTimeOffset now
    )
    {
        var key = EmailAddress.TryParse(mail.Email, out var address, out _) ? address.Key : mail.Email;
        var suppressedAt = await connection.ExecuteScalarAsync<long?>(
            "SELECT created_at FROM suppressions WHERE email_key = @key",
            new { key },
            transaction
        );
        var canBeConfirmed =
            mail.Confirmation is { } confirmation
            && await connection.ExecuteScalarAsync<bool>(
                """
                SELECT EXISTS (SELECT 1
                                 FROM confirmations
                                WHERE id = @Id AND subscriber_id = @SubscriberId AND used_at IS NULL
                                AND expires_at > @now)
                """,
                new
                {
                    confirmation.Id,
                    mail.SubscriberId,
                    now,
                },
                transaction
            );
        return new(
            suppressedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
            canBeConfirmed,
            IsFormerAddress: mail.SubscriberKey is { } current && current != key
        );
    }
}
