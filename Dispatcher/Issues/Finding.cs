namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// A kind of fault that the check finds. Its name is stable: editors switch it off by that name, and programs read it.
/// Tests: ChecksPageTests.
/// </summary>
/// <param name="Name">Small letters and dashes, for example <c>link-text-generic</c>.</param>
internal sealed record Finding(string Name, Severity Severity)
{
    /// <summary>A fault of this kind at a place.</summary>
    /// <param name="line">From 1; 0 for the whole file.</param>
    /// <param name="column">From 1; 0 for the whole line.</param>
    /// <param name="message">What is wrong and how to fix it, without the place.</param>
    public Problem At(string file, int line, int column, string message) =>
        new(Severity, Name, file, line, column, message);
}
