namespace Newsletter.Dispatcher.Services;

/// <summary>
/// Whether the pages can be reached on this machine: the server writes it, alerts read it. Thread-safe.
/// Tests: TakenPortTests.
/// </summary>
internal sealed class PagesState
{
    private volatile string? _trouble;

    /// <summary>Why the pages cannot be reached, in one line; null while they can.</summary>
    public string? Trouble
    {
        get => _trouble;
        set => _trouble = value;
    }
}
