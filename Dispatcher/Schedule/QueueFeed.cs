using System.Globalization;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>The queue in the form that calendar programs read (RFC 5545); pure.</summary>
internal static class QueueFeed
{
    private const int WeeksBack = 4;
    private const int WeeksAhead = 26;

    /// <summary>Gaps that are further away would only fill the calendar.</summary>
    private const int GapsShown = 10;

    /// <summary>So long is an event whose deadline is not after its send time.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(15);

    public static string Of(QueueNow queue, NewsletterSettings newsletter)
    {
        var host = new Uri(newsletter.BaseUrl).Host;
        var weeks = QueueWeek.Of(
            queue,
            queue.Plan(QueueNow.SlotsAhead),
            queue.Calendar.Today(queue.Now).AddDays(-7 * WeeksBack),
            WeeksBack + 1 + WeeksAhead
        );
        var calendar = new Ical.Net.Calendar { ProductId = "-//Newsletter Dispatcher//Queue//EN" };
        calendar.AddProperty("X-WR-CALNAME", $"{newsletter.Name}: queue");
        calendar.AddProperty("X-PUBLISHED-TTL", "PT1H");
        var gaps = 0;
        foreach (var day in weeks.SelectMany(week => week.Days))
        {
            if (Summary(day) is { } summary && (day.Kind is not QueueDayKind.Gap || ++gaps <= GapsShown))
            {
                calendar.Events.Add(Event(day, summary, host, queue.Now, newsletter.BaseUrl));
            }
        }

        return new CalendarSerializer().SerializeToString(calendar)!;
    }

    /// <summary>The uid is that of the day, so a calendar program changes the event when the queue changes.</summary>
    private static CalendarEvent Event(QueueDay day, string summary, string host, DateTimeOffset now, string baseUrl)
    {
        var one = new CalendarEvent
        {
            Uid = string.Create(CultureInfo.InvariantCulture, $"slot-{day.Date:yyyy-MM-dd}@{host}"),
            DtStamp = Utc(now),
            Summary = summary,
            Description = Description(day),
            Status = day.Kind is QueueDayKind.Gap ? "TENTATIVE" : "CONFIRMED",
            Transparency = "TRANSPARENT",
            Url = new Uri($"{baseUrl}/desk/queue"),
        };
        if (day.Slot is { } slot)
        {
            one.Start = Utc(slot.At);
            one.End = Utc(slot.Deadline > slot.At ? slot.Deadline : slot.At + Shortest);
        }
        else
        {
            one.Start = new CalDateTime(day.Date);
            one.End = new CalDateTime(day.Date.AddDays(1));
        }

        return one;
    }

    /// <returns>Null for a day that no calendar needs.</returns>
    private static string? Summary(QueueDay day) =>
        day.Kind switch
        {
            QueueDayKind.Filled => day.Issue!.Title,
            QueueDayKind.Gap => day.Drafts.Count > 0 ? $"Draft: {day.Drafts[0].Issue.Title}" : "No issue yet",
            QueueDayKind.Sent => $"Sent: {Title(day)}",
            QueueDayKind.Sending => $"Being sent: {Title(day)}",
            QueueDayKind.Stopped => $"Stopped: {Title(day)}",
            QueueDayKind.Missed => "Missed: nothing was sent",
            QueueDayKind.Holiday => "Holiday: no issue",
            _ => null,
        };

    private static string Description(QueueDay day) =>
        day.Issue is { } issue
            ? string.Join(
                '\n',
                [
                    issue.File,
                    $"Audience: {issue.Audience}",
                    .. issue.Date is null ? ["Takes the next free day"] : Pinned,
                ]
            )
        : day.Kind is QueueDayKind.Gap
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Without an issue by {day.Span!.CatchUpUntil:ddd HH:mm} it is a missed morning."
            )
        : "";

    private static readonly string[] Pinned = ["Pinned to this day"];

    private static string Title(QueueDay day) => day.Dispatched?.Title ?? day.Dispatched?.IssueSlug ?? "no issue";

    private static CalDateTime Utc(DateTimeOffset instant) =>
        new(
            new DateTime(
                instant.UtcDateTime.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond,
                DateTimeKind.Utc
            )
        );
}
