namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// How much a <see cref="Problem"/> matters: an error keeps an issue from being sent, a warning does not.
/// </summary>
internal enum Severity
{
    Warning,
    Error,
}
