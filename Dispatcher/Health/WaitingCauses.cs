using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Health;

/// <summary>The words for causes, for programs. Tests: EnumWordsTests.</summary>
internal static class WaitingCauses
{
    public static readonly EnumWords<WaitingCause> Words = new(
        (WaitingCause.Relay, "relay"),
        (WaitingCause.Database, "database"),
        (WaitingCause.Paused, "paused"),
        (WaitingCause.Other, "other"),
        (WaitingCause.Late, "late"),
        (WaitingCause.NoIssue, "no-issue"),
        (WaitingCause.BrokenIssue, "broken-issue"),
        (WaitingCause.NotApproved, "not-approved"),
        (WaitingCause.Clock, "clock"),
        (WaitingCause.Unknown, "unknown")
    );

    public static string Word(this WaitingCause cause) => Words.Of(cause);
}
