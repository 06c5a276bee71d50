namespace Newsletter.Dispatcher.Issues;

/// <summary>An image beside the issue files, read and known by its content.</summary>
/// <param name="ContentType">For example <c>image/png</c>; from the first bytes, never from the name.</param>
internal sealed record IssueImage(string Path, byte[] Content, string ContentType);
