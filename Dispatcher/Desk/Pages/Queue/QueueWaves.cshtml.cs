using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Desk.Pages.Queue;

/// <summary>When a slot comes in which time zone, and to how many readers. Tests: QueuePageTests.</summary>
internal sealed class QueueWavesModel(QueueReader queues, WavePreview preview, SlotCalendar calendar) : DeskPage
{
    /// <summary>Zones of a wave that are named; the rest is counted.</summary>
    private const int MostNamed = 4;

    /// <summary>The day of the slot, as <c>2026-11-24</c>; without it the next slot that has not begun.</summary>
    [FromQuery(Name = "date")]
    public string? Date { get; set; }

    /// <summary>Null for the reason <see cref="SlotCalendar.NoSlot"/>.</summary>
    public SlotWaves? Waves { get; private set; }

    public string Zone => calendar.Zone.Id;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (Date is null)
        {
            Waves = await preview.NextAsync(cancellationToken);
            return Page();
        }

        var queue = await queues.ReadAsync(cancellationToken);
        if (
            !DateOnly.TryParseExact(Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || calendar.On(day) is not { } slot
            || !queue.Open.IsOpen(slot)
        )
        {
            return NotFound();
        }

        Waves = await preview.OfAsync(queue, slot, cancellationToken);
        return Page();
    }

    public DateTimeOffset Local(DateTimeOffset instant) => calendar.ToLocal(instant);

    public static string Zones(Wave wave) =>
        string.Join(", ", wave.Zones.Take(MostNamed))
        + (
            wave.Zones.Count > MostNamed
                ? string.Create(CultureInfo.InvariantCulture, $" and {wave.Zones.Count - MostNamed} more")
                : ""
        );
}
