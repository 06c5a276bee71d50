namespace Newsletter.Dispatcher.Dispatches;

/// <summary>What a dispatch sends.</summary>
internal enum DispatchKind
{
    Issue,

    /// <summary>Tells those who have a wrong issue that it was corrected.</summary>
    Correction,
}
