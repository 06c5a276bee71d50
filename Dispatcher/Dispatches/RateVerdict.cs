namespace Newsletter.Dispatcher.Dispatches;

/// <summary>How inbox providers judge a rate.</summary>
internal enum RateVerdict
{
    Good,

    /// <summary>Find out where these addresses come from.</summary>
    Warning,

    /// <summary>Inbox providers begin to refuse messages or to put them into spam.</summary>
    Bad,
}
