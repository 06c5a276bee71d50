using System.Globalization;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Tests.Schedule;

/// <summary>Settings, issues and instants with defaults; a test names only the values that it needs.</summary>
internal static class GivenSlots
{
    public const string Berlin = "Europe/Berlin";

    public static readonly IReadOnlySet<DayOfWeek> MonToFri = new HashSet<DayOfWeek>
    {
        DayOfWeek.Monday,
        DayOfWeek.Tuesday,
        DayOfWeek.Wednesday,
        DayOfWeek.Thursday,
        DayOfWeek.Friday,
    };

    public static readonly IReadOnlySet<DayOfWeek> EveryDay = new HashSet<DayOfWeek>(Enum.GetValues<DayOfWeek>());

    public static NewsletterSettings Newsletter(
        string zone = Berlin,
        string sendAt = "06:00",
        string catchUpUntil = "12:00",
        IReadOnlySet<DayOfWeek>? days = null,
        params string[] holidays
    ) =>
        new()
        {
            Name = "The Weekday Letter",
            From = EmailAddress.Parse("letter@example.com"),
            FromName = "The Weekday Letter",
            PostalAddress = ["1 Harbour Street"],
            BaseUrl = "http://localhost:8080",
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone),
            SendAt = Time(sendAt),
            CatchUpUntil = Time(catchUpUntil),
            Days = days ?? MonToFri,
            Holidays = holidays.Select(Date).ToHashSet(),
        };

    public static SlotCalendar Calendar(params string[] holidays) => new(Newsletter(holidays: holidays));

    public static Issue Issue(string slug, string? date = null, IssueStatus status = IssueStatus.Ready) =>
        new()
        {
            Slug = slug,
            File = $"issues/{slug}.md",
            Title = $"Title of {slug}",
            Subject = $"Title of {slug}",
            Date = date is null ? null : Date(date),
            Status = status,
            Body = "Text.",
            BodyLine = 6,
            KeyLines = date is null ? new Dictionary<string, int>() : new Dictionary<string, int> { ["date"] = 3 },
        };

    /// <summary>Issues as if they were read from files; the bytes do not matter.</summary>
    public static IReadOnlyList<IssueCandidate> Candidates(params Issue[] issues) =>
        [.. issues.Select(issue => new IssueCandidate(issue, Source: [], Warnings: []))];

    public static DispatchedSlot Row(string date, DispatchState state, string? slug = null) =>
        new()
        {
            SlotDate = Date(date),
            State = state,
            IssueSlug = slug,
        };

    public static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A full instant such as <c>2026-01-05T06:00+01:00</c>.</summary>
    public static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A local time in Berlin such as <c>2026-01-05 06:00</c>; not in a daylight-saving gap or fold.</summary>
    public static DateTimeOffset InBerlin(string text)
    {
        var local = DateTime.Parse(text, CultureInfo.InvariantCulture);
        return new(local, TimeZoneInfo.FindSystemTimeZoneById(Berlin).GetUtcOffset(local));
    }
}
