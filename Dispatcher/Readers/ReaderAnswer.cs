namespace Newsletter.Dispatcher.Readers;

/// <summary>
/// What became of something that somebody at the desk wanted for one reader. Tests: ReaderActionsTests.
/// </summary>
/// <param name="Message">A whole sentence: what was done, or why nothing was done and what to do.</param>
internal sealed record ReaderAnswer(bool IsDone, string Message)
{
    public static readonly ReaderAnswer Gone = Refused("This reader is not on the list any more; nothing was done.");

    public static ReaderAnswer Done(string message) => new(true, message);

    public static ReaderAnswer Refused(string message) => new(false, message);
}
