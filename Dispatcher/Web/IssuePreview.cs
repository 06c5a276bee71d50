namespace Newsletter.Dispatcher.Web;

/// <param name="WebName">Its name in the archive's address.</param>
/// <param name="Date">A long date, in the newsletter's language.</param>
/// <param name="Opening">HTML that the archive made; null where there is none to show.</param>
/// <param name="IsHidden">Strangers see titles only.</param>
internal sealed record IssuePreview(
    string WebName,
    string Title,
    string Date,
    string? Preheader,
    string? Opening,
    bool IsHidden
);
