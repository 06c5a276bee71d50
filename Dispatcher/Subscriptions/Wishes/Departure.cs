namespace Newsletter.Dispatcher.Subscriptions.Wishes;

/// <summary>Who is about to leave, or has left.</summary>
/// <param name="Email">As the page may show it; null when the person was erased.</param>
/// <param name="IsGone">Gets no mail any more. False for an old link, which does not tell: it may be in the inbox of
/// another person.</param>
/// <param name="CanUndo">One click would bring them back.</param>
/// <param name="IsCurrent">False for a link from before the person's links were renewed, which only
/// unsubscribes.</param>
/// <param name="CanPause">A rest would do instead.</param>
internal sealed record Departure(string? Email, bool IsGone, bool CanUndo, bool IsCurrent, bool CanPause);
