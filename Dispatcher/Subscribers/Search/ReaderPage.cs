namespace Newsletter.Dispatcher.Subscribers.Search;

/// <summary>A page of what a filter found.</summary>
/// <param name="Ids">The latest first.</param>
/// <param name="HasMore">There are others below the last of them.</param>
/// <param name="Count">Of all that the filter lets through.</param>
internal sealed record ReaderPage(IReadOnlyList<long> Ids, bool HasMore, ReaderCount Count);
