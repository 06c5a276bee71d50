using System.Globalization;

namespace Newsletter.Dispatcher.Subscribers.Search;

/// <summary>How many readers a filter lets through, as far as it was counted. Tests: ReaderQueryTests.</summary>
/// <param name="IsMore">There are more than were counted.</param>
internal readonly record struct ReaderCount(long Number, bool IsMore)
{
    /// <summary><c>10,000+</c>.</summary>
    public override string ToString() => Number.ToString("N0", CultureInfo.InvariantCulture) + (IsMore ? "+" : "");
}
