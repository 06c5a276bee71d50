namespace Newsletter.Dispatcher.Issues;

/// <summary>An image beside the issue files as mails carry it: upright, small, without metadata.</summary>
/// <param name="ContentType">For example <c>image/png</c>; found by the first bytes, not by the name.</param>
internal sealed record IssueImage(string Path, byte[] Content, string ContentType);
