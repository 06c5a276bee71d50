using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>A dispatch of 8 readers: 3 have it, 2 are due, 2 were refused, 1 is uncertain.</summary>
internal static class DispatchOnFile
{
    /// <param name="state">The word of the dispatch's state.</param>
    public static async Task AddAsync(PagesHost host, string state = "paused")
    {
        for (var reader = 1; reader <= 8; reader++)
        {
            await host.AddAsync($"reader{reader}@{(reader == 5 ? "other.example" : "example.org")}");
        }

        var now = host.Clock.GetUtcNow();
        await host.ScalarAsync<long>(
            """
            INSERT INTO dispatches (slot_date, issue_slug, title, state, reason, recipients, slot_at, cut_off_at,
                created_at, started_at, finished_at)
            VALUES ('2026-11-23', '2026-11-23-news', 'The <b>news</b>', @state, @reason, 8, @begin, @cutOff, @begin,
                @begin,
                @end);

            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, attempts, updated_at, class, reply)
            SELECT 1, s.id, s.email,
                   CASE WHEN s.id <= 3 THEN 'sent' WHEN s.id IN (4, 5) THEN 'failed' WHEN s.id = 6 THEN 'uncertain'
                        WHEN @isOpen THEN 'pending' ELSE 'expired' END,
                   1, @begin + s.id * 1000, CASE s.id WHEN 4 THEN 'policy' WHEN 5 THEN 'dead-address' END,
                   CASE s.id WHEN 4 THEN '554 5.7.1 <reader4@example.org>: no' WHEN 5 THEN '550 5.1.1 nobody' END
              FROM subscribers s;

            INSERT INTO dispatch_relays (dispatch_id, relay, accepted, deferred, refused)
            VALUES (1, 'smtp.example.org:587', 3, 4, 2);
            """,
            new
            {
                state,
                reason = state == "paused" ? "many refusals" : null,
                begin = now.AddHours(-1).ToUnixTimeMilliseconds(),
                cutOff = now.AddHours(5).ToUnixTimeMilliseconds(),
                end = state is "done" or "stopped" ? now.ToUnixTimeMilliseconds() : (long?)null,
                isOpen = state is "paused" or "sending",
            }
        );
    }

    /// <summary>A second dispatch of 6,000 readers in two waves, half sent, with returns and suppressions.</summary>
    public static Task<long> AddLargeAsync(PagesHost host)
    {
        var now = host.Clock.GetUtcNow();
        return host.ScalarAsync<long>(
            """
            INSERT INTO dispatches (slot_date, issue_slug, title, state, found_pace, recipients, slot_at, cut_off_at,
                created_at, started_at)
            VALUES ('2026-11-24', '2026-11-24-river', 'Why the river moved', 'sending',
                'smtp.example.org:587 takes 9 messages a second.', 6000, @begin, @cutOff, @begin, @begin);
            INSERT INTO waves (dispatch_id, at, catch_up_until, cut_off_at, begun_at) VALUES
                (2, @begin, @cutOff, @cutOff, @begin), (2, @later, @cutOff, @cutOff, NULL);
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, attempts, updated_at, wave_at, class,
                reply)
            SELECT 2, 100 + i, 'reader' || i || '@' || CASE i % 3 WHEN 0 THEN 'gmail.com' WHEN 1 THEN 'example.org' ELSE
                   'outlook.com' END,
                   CASE WHEN i > 3600 THEN 'pending' WHEN i % 97 = 0 THEN 'failed' WHEN i % 61 = 0 THEN 'deferred'
                   ELSE 'sent'
                   END, 1, @begin + i * 140 + (i % 7) * 900, CASE WHEN i > 5000 THEN @later ELSE @begin END,
                   CASE WHEN i % 97 = 0 THEN 'policy' END, CASE WHEN i % 97 = 0 THEN '554 5.7.1 blocked' END
              FROM n;
            INSERT INTO dispatch_relays (dispatch_id, relay, accepted, deferred, refused) VALUES
                (2, 'smtp.example.org:587', 2400, 40, 30), (2, 'smtp2.example.org:587', 1100, 18, 7);
            INSERT INTO returns (at, source, kind, subscriber_id, dispatch_id, reason, status, class, is_hard, evidence)
            SELECT @begin - id * 9000000, 'imap', 'bounce', id, 1, CASE id % 3 WHEN 0 THEN 'user-unknown'
                   ELSE 'mailbox-full'
                   END, '5.1.1', 'dead-address', id % 3 = 0, 'bounce 5.1.1 550 no such user here'
              FROM subscribers;
            INSERT INTO suppressions (email_key, kind, reason, evidence, source, created_at) VALUES
                ('reader5@other.example', 'bounce', 'the address does not exist', '550 5.1.1 nobody', 'relay', @begin),
                ('spam@example.org', 'complaint', 'complaint', 'complaint abuse', 'imap', @begin),
                ('zoe@example.org', 'operator', 'asked by letter on 3 November', NULL, 'operator', @begin);
            """,
            new
            {
                begin = now.AddMinutes(-9).ToUnixTimeMilliseconds(),
                later = now.AddMinutes(51).ToUnixTimeMilliseconds(),
                cutOff = now.AddHours(5).ToUnixTimeMilliseconds(),
            }
        );
    }

    /// <summary>The states of the deliveries, by reader.</summary>
    public static async Task<string> StatesAsync(PagesHost host) =>
        (
            await host.ScalarAsync<string>(
                "SELECT string_agg(state, ' ') FROM (SELECT state FROM deliveries ORDER BY subscriber_id)"
            )
        )!;

    /// <summary>The entries of the audit, one a line.</summary>
    public static async Task<string> AuditAsync(PagesHost host) =>
        await host.ScalarAsync<string>(
            """
            SELECT string_agg(actor || ' ' || action || ' ' || subject || ' ' || coalesce(details, '-') || ' '
                   || coalesce(reason, '-'), char(10))
              FROM audit
            """
        ) ?? "";
}
