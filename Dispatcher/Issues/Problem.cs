namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// A fault in a file that an editor wrote: where it is and how to fix it, in one line.
/// Tests: SubscriberFieldsTests.
/// </summary>
/// <param name="Name">The name of its <see cref="Finding"/>.</param>
/// <param name="File">The file as the editor named it.</param>
/// <param name="Line">From 1; 0 when the problem is about the whole file.</param>
/// <param name="Column">From 1; 0 when the problem is about the whole line.</param>
/// <param name="Message">What is wrong and how to fix it, without the place.</param>
internal sealed record Problem(Severity Severity, string Name, string File, int Line, int Column, string Message)
{
    /// <summary><c>issues/a.md:3:1: error: …</c>, the form that text editors and terminals make clickable.</summary>
    public override string ToString()
    {
        var place = (Line, Column) switch
        {
            (0, _) => File,
            (_, 0) => $"{File}:{Line}",
            _ => $"{File}:{Line}:{Column}",
        };
        var severity = Severity switch
        {
            Severity.Error => "error",
            Severity.Warning => "warning",
            _ => "hint",
        };
        return $"{place}: {severity}: {Message}";
    }
}
