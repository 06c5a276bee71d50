namespace Newsletter.Dispatcher.Audit;

/// <summary>Which rows of the audit somebody wants to see; null stands for all. Tests: AuditTrailTests.</summary>
/// <param name="Actor">Exactly, such as <c>account:7</c>.</param>
/// <param name="Kind">What stands before the colon of a subject, such as <c>reader</c>.</param>
/// <param name="Subject">Exactly, such as <c>reader:12</c>.</param>
/// <param name="Action">Exactly, such as <c>reader.extend</c>; or a noun for all that was done with it.</param>
/// <param name="From">The first instant.</param>
/// <param name="Until">The first instant that is too late.</param>
internal sealed record AuditFilter(
    string? Actor = null,
    string? Kind = null,
    string? Subject = null,
    string? Action = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null
);
