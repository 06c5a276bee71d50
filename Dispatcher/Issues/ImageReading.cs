namespace Newsletter.Dispatcher.Issues;

/// <summary>An image, or in one sentence why there is none.</summary>
internal sealed record ImageReading(IssueImage? Image, Problem? Problem);
