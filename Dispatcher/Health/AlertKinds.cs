using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Health;

/// <summary>The words for kinds of alerts, as in the JSON of the webhook; docs/doctor.md lists them.</summary>
internal static class AlertKinds
{
    public static readonly EnumWords<AlertKind> Words = new(
        (AlertKind.Checks, "checks"),
        (AlertKind.Dispatch, "dispatch"),
        (AlertKind.Missed, "missed"),
        (AlertKind.Waiting, "waiting"),
        (AlertKind.SignUps, "sign-ups"),
        (AlertKind.Pages, "pages"),
        (AlertKind.Resolved, "resolved")
    );

    public static string Word(this AlertKind kind) => Words.Of(kind);
}
