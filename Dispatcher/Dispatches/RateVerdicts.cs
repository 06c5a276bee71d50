namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The names of verdicts in JSON and on the screen. Tests: StatusCommandTests.</summary>
internal static class RateVerdicts
{
    public static string Word(this RateVerdict verdict) =>
        verdict switch
        {
            RateVerdict.Good => "good",
            RateVerdict.Warning => "warning",
            RateVerdict.Bad => "bad",
            _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "This verdict has no name."),
        };
}
