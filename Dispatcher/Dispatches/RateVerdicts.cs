namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The words for verdicts in JSON and on screen.</summary>
internal static class RateVerdicts
{
    public static string Word(this RateVerdict verdict) =>
        verdict switch
        {
            RateVerdict.Good => "good",
            RateVerdict.Warning => "warning",
            RateVerdict.Bad => "bad",
            _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "A verdict without a word."),
        };
}
