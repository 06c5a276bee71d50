namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>What is confirmed.</summary>
internal enum ConfirmationPurpose
{
    Subscribe,
    Address,
}
