using Dapper;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Schedule;

[TestFixture, Integration]
internal sealed class DispatchedSlotsTests
{
    [Test]
    public async Task Every_dispatch_is_read_oldest_slot_first()
    {
        using var db = await TestDatabase.CreateAsync();
        await using var connection = await db.Database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            INSERT INTO dispatches (slot_date, issue_slug, state, slot_at, cut_off_at, created_at)
            VALUES ('2026-01-06', NULL, 'scheduled', 0, 0, 0),
                   ('2026-01-05', '2026-01-05-a', 'done', 0, 0, 0)
            """
        );

        var slots = await new DispatchedSlots(db.Database).ReadAsync(CancellationToken.None);

        Assert.That(
            slots,
            Is.EqualTo(
                new[]
                {
                    new DispatchedSlot
                    {
                        SlotDate = new(2026, 1, 5),
                        State = DispatchState.Done,
                        IssueSlug = "2026-01-05-a",
                    },
                    new DispatchedSlot
                    {
                        SlotDate = new(2026, 1, 6),
                        State = DispatchState.Scheduled,
                        IssueSlug = null,
                    },
                }
            )
        );
        Assert.That(slots.Select(slot => slot.WasFoundEmpty), Is.EqualTo(new[] { false, true }));
    }
}
