namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The result of a request to change a dispatch. Tests: DispatchControlTests.</summary>
internal abstract record ControlResult
{
    private ControlResult() { }

    /// <param name="Notice">The dispatch that sends a correction; null when none was begun.</param>
    internal sealed record Changed(Dispatch Dispatch, Dispatch? Notice = null) : ControlResult;

    /// <summary>The corrected files are not approved; nothing was changed.</summary>
    /// <param name="Why">The end of a sentence that begins with the file.</param>
    internal sealed record NotApproved(string Why) : ControlResult;

    /// <summary>
    /// The dispatch's state, kind or cut-off does not allow the change; null when there is no such dispatch.
    /// </summary>
    internal sealed record Refused(Dispatch? Dispatch) : ControlResult;
}
