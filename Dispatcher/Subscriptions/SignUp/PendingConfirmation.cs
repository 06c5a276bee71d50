namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>What a page asks a person to confirm.</summary>
/// <param name="Email">The address that is to get mail.</param>
/// <param name="IsAddressChange">A new address of somebody on the list, not a sign-up.</param>
/// <param name="IsConfirmed">It was confirmed already, and nobody has to do anything more.</param>
internal sealed record PendingConfirmation(string Email, bool IsAddressChange, bool IsConfirmed);
