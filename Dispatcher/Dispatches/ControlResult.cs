namespace Newsletter.Dispatcher.Dispatches;

/// <summary>Whether a dispatch was changed.</summary>
internal abstract record ControlResult
{
    private ControlResult() { }

    /// <param name="Notice">The dispatch that tells of a correction; null when none was begun.</param>
    internal sealed record Changed(Dispatch Dispatch, Dispatch? Notice = null) : ControlResult;

    /// <summary>Its state, kind or cut-off does not allow that; null when there is no such dispatch.</summary>
    internal sealed record Refused(Dispatch? Dispatch) : ControlResult;
}
