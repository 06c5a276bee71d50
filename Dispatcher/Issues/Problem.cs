namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// A fault in a file that an editor wrote: where it is and how to fix it, in one line.
/// Tests: SubscriberFieldsTests.
/// </summary>
/// <param name="File">The file as the editor named it.</param>
/// <param name="Line">From 1; 0 when the problem is about the whole file.</param>
/// <param name="Column">From 1; 0 when the problem is about the whole line.</param>
/// <param name="Message">What is wrong and how to fix it, without the place.</param>
internal sealed record Problem(Severity Severity, string File, int Line, int Column, string Message)
{
    public static Problem Error(string file, int line, int column, string message) =>
        new(Severity.Error, file, line, column, message);

    public static Problem Warning(string file, int line, int column, string message) =>
        new(Severity.Warning, file, line, column, message);

    /// <summary><c>issues/a.md:3:1: error: …</c>, the form that text editors and terminals make clickable.</summary>
    public override string ToString()
    {
        var place = (Line, Column) switch
        {
            (0, _) => File,
            (_, 0) => $"{File}:{Line}",
            _ => $"{File}:{Line}:{Column}",
        };
        return $"{place}: {(Severity is Severity.Error ? "error" : "warning")}: {Message}";
    }
}
