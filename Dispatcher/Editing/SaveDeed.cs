namespace Newsletter.Dispatcher.Editing;

/// <summary>What a save does, where its maker knows it better than the text shows. Tests: QueuePageTests.</summary>
/// <param name="Action">The word of the audit, for example <c>issue.move</c>.</param>
/// <param name="Details">What exactly, for the audit; null for nothing more.</param>
internal sealed record SaveDeed(string Action, string? Details);
