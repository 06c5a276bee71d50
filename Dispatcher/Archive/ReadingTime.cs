namespace Newsletter.Dispatcher.Archive;

/// <summary>How long it takes to read an issue.</summary>
internal static class ReadingTime
{
    /// <summary>About what grown-ups read of easy prose in their own language.</summary>
    private const int WordsPerMinute = 230;

    /// <summary>Whole minutes, at least one.</summary>
    /// <param name="text">Without markup.</param>
    public static int Minutes(string text) =>
        Math.Max(1, (int)Math.Round(SearchText.Words(text).Count / (double)WordsPerMinute));
}
