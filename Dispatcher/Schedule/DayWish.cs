using System.Globalization;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>The day that an editor wants for a new issue. Tests: NewIssueDayTests.</summary>
internal abstract record DayWish
{
    private DayWish() { }

    /// <summary>The next free day.</summary>
    public static DayWish Next { get; } = new First(Day: null);

    /// <summary>No day: the issue takes whichever is free when it is ready.</summary>
    public static DayWish Any { get; } = new Floating();

    /// <summary>Reads <c>2026-11-24</c>, <c>mon</c>, <c>Monday</c> or <c>any</c>.</summary>
    /// <returns>Null when the text is none of them.</returns>
    public static DayWish? Read(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return new On(date);
        }

        var word = text.ToLowerInvariant();
        return word == "any" ? Any
            : Array.Find(Enum.GetValues<DayOfWeek>(), day => IsName(day.ToString().ToLowerInvariant(), word)) is var day
            && IsName(day.ToString().ToLowerInvariant(), word)
                ? new First(day)
            : null;
    }

    private static bool IsName(string day, string word) => word == day || word == day[..3];

    internal sealed record Floating : DayWish;

    /// <summary>The first free day, or the first one that is this day of the week.</summary>
    internal sealed record First(DayOfWeek? Day) : DayWish;

    internal sealed record On(DateOnly Date) : DayWish;
}
