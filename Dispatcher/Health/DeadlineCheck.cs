using System.Globalization;
using Newsletter.Dispatcher.Calendar;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Whether everybody will have the next issue in time, if it goes out as fast as the last one did. Pure.
/// Tests: VerdictTests.
/// </summary>
internal static class DeadlineCheck
{
    /// <summary>Its name; it is about one slot.</summary>
    public const string Name = "deadline";

    /// <summary>What fewer messages took says nothing about many.</summary>
    private const int FewMessages = 100;

    /// <param name="readers">Of the largest wave.</param>
    /// <param name="last">How fast the last issue went out; null where there is none.</param>
    /// <param name="perSecond">The limit of the settings; null for none.</param>
    public static Check Judge(Slot slot, long readers, SendSpeed? last, double? perSecond)
    {
        double? measured = last is { Messages: >= FewMessages } ? last.PerSecond : null;
        var rate = measured is { } known && perSecond is { } limit ? Math.Min(known, limit) : measured ?? perSecond;
        if (rate is not { } speed || readers == 0)
        {
            return Check.Green(Name, "No dispatch yet is large enough to tell how fast the next one will be.");
        }

        var needs = TimeSpan.FromSeconds(Math.Min(readers / speed, TimeSpan.FromDays(365).TotalSeconds));
        var has = slot.Deadline - slot.At;
        var without =
            last is { Waited: var waited } && waited > TimeSpan.Zero
                ? $" (without the {Words(waited)} in which nothing went)"
                : "";
        var says = string.Create(
            CultureInfo.InvariantCulture,
            $"{readers:N0} readers at {speed:N1} a second, as fast as the last time{without}, take {Words(needs)}; "
                + $"from the send time to the deadline there are {Words(has)}."
        );
        const string Do =
            "Raise Delivery:Connections or the limits (Delivery:RatePerSecond), add a relay, or move "
            + "Newsletter:Deadline.";
        return needs > has ? Check.Red(Name, says, Do)
            : needs > has * 0.8 ? Check.Yellow(Name, says, Do)
            : Check.Green(Name, says);
    }

    private static string Words(TimeSpan time) =>
        time.TotalMinutes >= 120 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:N1} h")
        : time.TotalSeconds >= 120 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:N0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:N0} s");
}
