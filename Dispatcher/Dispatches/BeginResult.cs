namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The result of a request to begin a dispatch. Tests: LedgerTests.</summary>
internal abstract record BeginResult
{
    private BeginResult() { }

    internal sealed record Begun(long Id, long Recipients) : BeginResult;

    /// <summary>The slot, or the issue, already had a dispatch.</summary>
    internal sealed record Refused(Dispatch By) : BeginResult;

    /// <summary>The issue is not approved as it is, so nothing has begun and the slot is free.</summary>
    /// <param name="Why">The end of a sentence that begins with the file.</param>
    internal sealed record NotApproved(string Why) : BeginResult;

    /// <summary>The audience had no reader, so nothing has begun and the slot is free.</summary>
    internal sealed record Nobody : BeginResult;
}
