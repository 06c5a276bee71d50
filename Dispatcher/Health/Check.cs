namespace Newsletter.Dispatcher.Health;

/// <summary>
/// What was found about one thing. Without secrets and without readers' addresses, since it is mailed and logged.
/// Tests: AlertHooksTests.
/// </summary>
/// <param name="Name">In a word or two, the same each time; <c>/readyz</c> shows it to anybody.</param>
/// <param name="Says">What is so, in one line.</param>
/// <param name="Do">What to do about it; null when there is nothing to do.</param>
internal sealed record Check(string Name, CheckState State, string Says, string? Do = null)
{
    public static Check Green(string name, string says) => new(name, CheckState.Green, says);

    public static Check Yellow(string name, string says, string advice) => new(name, CheckState.Yellow, says, advice);

    public static Check Red(string name, string says, string advice) => new(name, CheckState.Red, says, advice);
}
