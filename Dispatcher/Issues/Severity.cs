namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// How serious a <see cref="Problem"/> is: an error keeps an issue from being sent, a warning does not.
/// </summary>
internal enum Severity
{
    Warning,
    Error,
}
