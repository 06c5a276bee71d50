using System.Globalization;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Says why an issue cannot have the date that its file names, and which date it could have; pure.
/// Tests: IssueQueueTests.
/// </summary>
/// <param name="wanted">The dates that waiting issues name; none of these dates is suggested.</param>
internal sealed class DateRefusal(OpenSlots open, IReadOnlySet<DateOnly> wanted)
{
    /// <param name="holder">The issue that has the date already; null when no issue has.</param>
    /// <returns>A sentence for the editor, with a date that is free; null when the issue can have the date.</returns>
    public string? Of(DateOnly date, Issue? holder) => Why(date, holder) is { } why ? $"{why}; {Advice()}" : null;

    /// <inheritdoc cref="Of"/>
    /// <returns>The reason alone, without an end; null when the issue can have the date.</returns>
    public string? Why(DateOnly date, Issue? holder)
    {
        var calendar = open.Calendar;
        var slot = calendar.On(date);
        var isOpen = slot is not null && open.IsOpen(slot);
        if (date < calendar.Today(open.Now) && !isOpen)
        {
            return Say($"{date:yyyy-MM-dd} is in the past");
        }

        if (slot is null)
        {
            var why = calendar.IsHoliday(date) ? "a holiday" : Say($"a {date.DayOfWeek}");
            return Say($"{date:yyyy-MM-dd} is no send day ({why})");
        }

        if (holder is not null)
        {
            return Say($"{date:yyyy-MM-dd} is taken by {holder.File}");
        }

        if (isOpen)
        {
            return null;
        }

        return open.DispatchOf(date) is { } row
            ? Say($"{date:yyyy-MM-dd} {Fate(row)}")
            : Say($"{date:yyyy-MM-dd} is in the past: its issue was due at {slot.At:HH\\:mm}");
    }

    private static string Fate(DispatchedSlot row) =>
        row.IssueSlug is { } slug ? $"had its issue already ({slug})" : "was missed";

    private string Advice()
    {
        var next = open
            .Calendar.From(open.Calendar.Today(open.Now))
            .FirstOrDefault(slot => slot.At > open.Now && open.IsOpen(slot) && !wanted.Contains(slot.Date));
        return next is null
            ? "change the date or remove it."
            : Say($"change the date, for example to {next.Date:yyyy-MM-dd}, or remove it.");
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
