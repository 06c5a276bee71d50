namespace Newsletter.Dispatcher.Web;

/// <summary>How long answers that are the same for everybody may be kept on the way.</summary>
internal static class PublicCache
{
    public const string Minutes = "public, max-age=300";
}
