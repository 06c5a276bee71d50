using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Archive;

/// <summary>Where the world finds things.</summary>
internal static class ArchiveAddress
{
    public static string SignUp(NewsletterSettings newsletter) => $"{newsletter.BaseUrl}/";

    public static string List(NewsletterSettings newsletter) => $"{newsletter.BaseUrl}/archive";

    public static string Issue(NewsletterSettings newsletter, string slug) => $"{newsletter.BaseUrl}/archive/{slug}";

    public static string Feed(NewsletterSettings newsletter) => $"{newsletter.BaseUrl}/feed.xml";

    /// <summary>An image of an issue, without scheme and host; mails with linked images name the same place.</summary>
    public static string Image(NewsletterSettings newsletter, string slug, string path)
    {
        var root = new Uri(newsletter.BaseUrl).AbsolutePath.TrimEnd('/');
        return $"{root}/archive/{slug}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";
    }
}
