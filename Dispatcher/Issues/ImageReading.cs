namespace Newsletter.Dispatcher.Issues;

/// <summary>An image with advice about it at most, or the problem that says why it cannot be used.</summary>
internal sealed record ImageReading(IssueImage? Image, Problem? Problem);
