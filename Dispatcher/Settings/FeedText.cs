namespace Newsletter.Dispatcher.Settings;

internal enum FeedText
{
    Full,
    Summary,
}
