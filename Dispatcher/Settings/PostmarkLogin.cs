namespace Newsletter.Dispatcher.Settings;

/// <summary>What Postmark's webhook logs in with.</summary>
internal sealed class PostmarkLogin(string user, string password)
{
    public string User => user;

    public string Password => password;
}
