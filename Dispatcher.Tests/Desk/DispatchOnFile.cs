using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>A dispatch of 8 readers as the ledger has it: 3 have it, 2 are due, 2 were refused, 1 is uncertain.</summary>
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
            INSERT INTO dispatches (slot_date, issue_slug, title, state, reason, recipients, slot_at, cut_off_at, created_at,
                started_at, finished_at)
            VALUES ('2026-11-23', '2026-11-23-news', 'The <b>news</b>', @state, @reason, 8, @begin, @cutOff, @begin, @begin,
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
