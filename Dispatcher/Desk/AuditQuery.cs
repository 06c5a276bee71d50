using System.Globalization;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk;

/// <summary>Reads the filter of the audit's page from its address. Tests: AuditPageTests.</summary>
internal sealed class AuditQuery(NewsletterSettings newsletter)
{
    private const int MaxLength = 200;

    /// <returns>The filter; with a problem, for people, where a day is none.</returns>
    public (AuditFilter Filter, string? Problem) Read(IQueryCollection query)
    {
        var (from, fromProblem) = Day(query, "from", addDays: 0);
        var (until, untilProblem) = Day(query, "to", addDays: 1);
        return (
            new(Text(query, "actor"), Text(query, "kind"), Text(query, "subject"), Text(query, "action"), from, until),
            fromProblem ?? untilProblem
        );
    }

    /// <summary>What was typed; null for nothing.</summary>
    public static string? Text(IQueryCollection query, string name) =>
        query[name].ToString().Trim() is { Length: > 0 and <= MaxLength } text ? text : null;

    /// <summary>The beginning of a day where the newsletter is.</summary>
    private (DateTimeOffset? At, string? Problem) Day(IQueryCollection query, string name, int addDays)
    {
        if (Text(query, name) is not { } text)
        {
            return (null, null);
        }

        if (
            !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || day.Year is < 2000 or > 2999
        )
        {
            return (null, $"\"{text}\" is no day; write it as 2026-11-30.");
        }

        // An hour that the clocks skip begins with the next one.
        var local = day.AddDays(addDays).ToDateTime(TimeOnly.MinValue);
        local = newsletter.TimeZone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return (new DateTimeOffset(local, newsletter.TimeZone.GetUtcOffset(local)), null);
    }
}
