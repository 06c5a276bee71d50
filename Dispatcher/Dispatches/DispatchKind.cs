namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The names for the kinds of dispatches.</summary>
internal static class DispatchKind
{
    public const string Issue = "issue";

    /// <summary>Sends a correction to the readers of a wrong issue.</summary>
    public const string Correction = "correction";
}
