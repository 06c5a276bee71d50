namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The words for what a dispatch sends.</summary>
internal static class DispatchKind
{
    public const string Issue = "issue";

    /// <summary>Tells those who have a wrong issue that it was corrected.</summary>
    public const string Correction = "correction";
}
