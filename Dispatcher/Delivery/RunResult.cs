namespace Newsletter.Dispatcher.Delivery;

/// <param name="NextDue">When the next delivery is due; null unless waiting.</param>
internal sealed record RunResult(RunEnd End, DateTimeOffset? NextDue = null)
{
    /// <summary>True when no later run will send anything.</summary>
    public bool IsOver => End is RunEnd.Done or RunEnd.Stopped or RunEnd.Replaced;

    /// <summary>True when the next run should begin at once.</summary>
    public bool GoesOn => End is RunEnd.Corrected or RunEnd.Partial;
}
