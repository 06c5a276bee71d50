using System.Globalization;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Health.Today;

/// <summary>A dispatch that has begun and is not over. Tests: TodayStandTests.</summary>
/// <param name="Counts">How far it is.</param>
/// <param name="Outlook">The forecast; null while nothing of it is sent.</param>
/// <param name="Deadline">When everybody whose morning has come should have it; null where there is none.</param>
/// <param name="Waits">What it waits for; null when it does not wait.</param>
/// <param name="NextWave">When its next wave begins; null when all have begun.</param>
internal sealed record RunningStand(
    Dispatch Dispatch,
    ProgressCounts Counts,
    Outlook? Outlook,
    DateTimeOffset? Deadline,
    string? Waits,
    DateTimeOffset? NextWave
)
{
    /// <summary>Red when it stands still or will be late; green otherwise.</summary>
    public CheckState State =>
        Dispatch.State is DispatchState.Paused || Waits is not null || IsLate ? CheckState.Red : CheckState.Green;

    /// <summary>True when the last message is expected after the deadline.</summary>
    public bool IsLate => Outlook is { Late: { } late } && late > TimeSpan.Zero;

    /// <summary>Percent of its readers for whom nothing more is due.</summary>
    public int Percent => Counts.Recipients == 0 ? 0 : (int)(Counts.Settled * 100 / Counts.Recipients);

    /// <summary>The predicted end against the deadline, for people.</summary>
    /// <param name="toLocal">An instant as the newsletter's clocks show it.</param>
    public string Says(Func<DateTimeOffset, DateTimeOffset> toLocal) =>
        this switch
        {
            { Dispatch.State: DispatchState.Paused } => $"Paused: {Dispatch.Reason ?? "by an operator"}.",
            { Waits: { } waits } => $"It waits: {waits}",
            { Outlook.End: { } end, Deadline: { } deadline } => Say(
                $"The last message is expected at {toLocal(end):HH:mm}, "
            ) + Distance(end, deadline, toLocal(deadline)),
            { Outlook.End: { } end } => Say($"The last message is expected at {toLocal(end):HH:mm}."),
            { Outlook: null, NextWave: { } next } => Say($"The next wave begins {toLocal(next):ddd HH:mm}."),
            { Deadline: { } deadline } => Say($"Its end is not known yet; the deadline is {toLocal(deadline):HH:mm}."),
            _ => "Its end is not known yet.",
        };

    private static string Distance(DateTimeOffset end, DateTimeOffset deadline, DateTimeOffset shown) =>
        end > deadline
            ? Say($"{Minutes(end - deadline)} after the deadline at {shown:HH:mm}.")
            : Say($"{Minutes(deadline - end)} before the deadline at {shown:HH:mm}.");

    private static string Minutes(TimeSpan time) =>
        time.TotalMinutes < 1 ? "less than a minute"
        : time.TotalMinutes < 120 ? Say($"{time.TotalMinutes:0} min")
        : Say($"{time.TotalHours:0.0} h");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
