namespace Newsletter.Dispatcher.Subscriptions.Links;

/// <summary>A change of address that can still be taken back.</summary>
/// <param name="Email">The address before, which gets the mail again.</param>
/// <param name="NewEmail">The new one, masked: its owner may be a stranger, or a reader with good reasons.</param>
internal sealed record PendingRefusal(string Email, string NewEmail);
