namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>What kind of mail came back.</summary>
internal enum BounceKind
{
    /// <summary>A message was not delivered, and will not be.</summary>
    Bounce,

    /// <summary>
    /// A feedback report (RFC 5965); <see cref="BounceReport.IsComplaint"/> says whether a person complained.
    /// </summary>
    Complaint,

    /// <summary>Not delivered yet, still being tried.</summary>
    Delayed,

    /// <summary>A vacation notice or another automatic answer (RFC 3834).</summary>
    AutoReply,

    /// <summary>Anything else: a person's mail, a receipt, nothing that could be read.</summary>
    Other,
}
