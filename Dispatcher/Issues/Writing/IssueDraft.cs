namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>What somebody typed and has not saved.</summary>
/// <param name="BaseHash">The file that the person began with.</param>
/// <param name="Text">The whole file, with line ends as <c>\n</c>.</param>
internal sealed record IssueDraft(string Slug, DateTimeOffset At, string BaseHash, string Text);
