using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Subscriptions.SignUp;

namespace Newsletter.Dispatcher.Health.Today;

/// <summary>All that <see cref="TodayStand"/> is put together from. Tests: TodayStandTests.</summary>
/// <param name="Approvals">By slug; an issue of which no approval is asked is absent.</param>
/// <param name="Running">Dispatches that have begun and are not over.</param>
/// <param name="Looks">The latest looks of the doctor, the newest first.</param>
/// <param name="Today">Today so far.</param>
/// <param name="Before">Since the last send day.</param>
/// <param name="Uncertain">Deliveries whose outcome was lost.</param>
/// <param name="SignUps">Sign-ups that wait for the limits of the hour.</param>
internal sealed record TodayReadings(
    QueueNow Queue,
    IReadOnlyDictionary<string, ApprovalStand> Approvals,
    IReadOnlyList<RunningStand> Running,
    IReadOnlyList<LookRow> Looks,
    DayNumbers Today,
    DayNumbers Before,
    long Uncertain,
    QueuedSignUps SignUps
);
