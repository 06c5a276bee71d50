using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Rendering.Preview;

/// <summary>
/// A mail as a page in a frame: what it may load, and where its links open. Pure. Tests: WatchCommandTests.
/// </summary>
internal static partial class MailFrame
{
    /// <summary>
    /// No script, no form, no plugin. The mail is of the page's own origin so that the page can measure it; with no
    /// script that gives the mail nothing. A link opens in a window of its own.
    /// </summary>
    private const string MailPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; {0}base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";

    private const string Images = "img-src data: https: http:; ";

    /// <summary>The Content-Security-Policy of the frame.</summary>
    public static string Policy(MailLook look) =>
        MailPolicy.Replace("{0}", look is MailLook.ImagesOff ? "" : Images, StringComparison.Ordinal);

    /// <summary>The page of the frame.</summary>
    public static string Html(string mail, MailLook look) =>
        HeadStart.Replace(MailLooks.Html(mail, look), "$0<base target=\"_blank\">", count: 1);

    [GeneratedRegex(@"<head\b[^>]*>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex HeadStart { get; }
}
