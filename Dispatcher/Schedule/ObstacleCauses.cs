namespace Newsletter.Dispatcher.Schedule;

/// <summary>The names of causes as the database stores them.</summary>
internal static class ObstacleCauses
{
    public static string Word(this ObstacleCause cause) =>
        cause switch
        {
            ObstacleCause.NotRunning => "not-running",
            ObstacleCause.NoIssue => "no-issue",
            ObstacleCause.BrokenIssue => "broken-issue",
            ObstacleCause.Clock => "clock",
            ObstacleCause.Database => "database",
            ObstacleCause.Held => "held",
            _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "This cause has no name in the database."),
        };

    /// <exception cref="ArgumentOutOfRangeException">No cause has this name.</exception>
    public static ObstacleCause Parse(string word) =>
        Enum.GetValues<ObstacleCause>() is var all
        && Array.FindIndex(all, cause => cause.Word() == word) is >= 0 and var found
            ? all[found]
            : throw new ArgumentOutOfRangeException(nameof(word), word, "No cause has this name.");
}
