namespace Newsletter.Dispatcher.Subscriptions.Wishes;

/// <summary>Who is about to leave, or has left.</summary>
/// <param name="Email">Null when the person was erased.</param>
/// <param name="IsGone">Gets no mail any more.</param>
/// <param name="CanUndo">One click would bring them back.</param>
internal sealed record Departure(string? Email, string? FirstName, bool IsGone, bool CanUndo);
