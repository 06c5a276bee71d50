namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>The words for what is confirmed.</summary>
internal static class ConfirmationPurpose
{
    public const string Subscribe = "subscribe";
    public const string Address = "address";
}
