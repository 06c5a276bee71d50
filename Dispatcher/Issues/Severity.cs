namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// How serious a <see cref="Problem"/> is: an error keeps an issue from being sent, the others do not.
/// </summary>
internal enum Severity
{
    /// <summary>Something that is often right, and that an editor may want to look at.</summary>
    Hint,

    /// <summary>Readers will probably see something that the editor did not want.</summary>
    Warning,

    Error,
}
