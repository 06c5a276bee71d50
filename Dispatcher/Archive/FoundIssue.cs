namespace Newsletter.Dispatcher.Archive;

/// <summary>An issue that a search found.</summary>
/// <param name="Text">What of its text the person may read, without markup; null where that is nothing.</param>
internal sealed record FoundIssue(PublishedIssue Issue, string? Text);
