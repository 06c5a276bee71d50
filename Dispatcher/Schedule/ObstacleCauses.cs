using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>The names of causes as the database stores them. Tests: WatchTableTests.</summary>
internal static class ObstacleCauses
{
    public static readonly EnumWords<ObstacleCause> Words = new(
        (ObstacleCause.NotRunning, "not-running"),
        (ObstacleCause.NoIssue, "no-issue"),
        (ObstacleCause.BrokenIssue, "broken-issue"),
        (ObstacleCause.NotApproved, "not-approved"),
        (ObstacleCause.Clock, "clock"),
        (ObstacleCause.Database, "database"),
        (ObstacleCause.Held, "held")
    );

    public static string Word(this ObstacleCause cause) => Words.Of(cause);
}
