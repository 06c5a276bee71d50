namespace Newsletter.Dispatcher.Subscriptions.Wishes;

/// <summary>What became of a wish.</summary>
/// <param name="Message">One sentence for the page.</param>
internal sealed record Change(bool IsDone, string Message)
{
    /// <summary>For a link that is not ours, or whose person was erased.</summary>
    public static readonly Change NotOurs = new(
        false,
        "This link does not work any more. The newest mail from us has one that does."
    );
}
