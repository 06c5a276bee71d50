using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Decides which addresses other than web, email and telephone a link may have; pure.
/// Tests: LinkRuleTests.
/// </summary>
internal static partial class LinkScheme
{
    /// <summary>
    /// Refused schemes: they run something, show a text of the sender as if it were a page, or open a file or a program
    /// on the reader's machine.
    /// </summary>
    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "about",
        "android-app",
        "blob",
        "chrome",
        "chrome-extension",
        "cid",
        "content",
        "data",
        "ecmascript",
        "edge",
        "feed",
        "file",
        "filesystem",
        "hcp",
        "intent",
        "its",
        "jar",
        "javascript",
        "jscript",
        "livescript",
        "mhtml",
        "mid",
        "mk",
        "mocha",
        "moz-extension",
        "opera",
        "pcast-file",
        "res",
        "resource",
        "search",
        "search-ms",
        "shell",
        "vbs",
        "vbscript",
        "view-source",
        "vnd.ms.radio",
        "ws",
        "wss",
        "wyciwyg",
        "x-javascript",
    };

    /// <summary>Known schemes of programs; they are not taken for a mistyped <c>https</c>.</summary>
    private static readonly HashSet<string> Programs = new(StringComparer.OrdinalIgnoreCase)
    {
        "bitcoin",
        "callto",
        "facetime",
        "fax",
        "ftp",
        "ftps",
        "geo",
        "git",
        "gopher",
        "im",
        "irc",
        "ircs",
        "itms",
        "itpc",
        "lightning",
        "magnet",
        "maps",
        "matrix",
        "mms",
        "news",
        "nntp",
        "pcast",
        "podcast",
        "sftp",
        "sgnl",
        "sip",
        "sips",
        "skype",
        "slack",
        "smsto",
        "spotify",
        "ssh",
        "tg",
        "threema",
        "webcal",
        "webcals",
        "whatsapp",
        "xmpp",
        "zoommtg",
    };

    /// <summary>True when such an address must not be in a mail.</summary>
    public static bool IsRefused(string scheme) =>
        Refused.Contains(scheme) || scheme.StartsWith("ms-", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// True when a link may have an address of another kind than web and email, such as <c>webcal:</c> or <c>xmpp:</c>.
    /// </summary>
    public static bool MayStay(string url) =>
        Scheme.Match(url) is { Success: true } match && !IsRefused(match.Groups[1].Value);

    /// <summary>
    /// The fault of an address whose scheme is not http, https, mailto, tel or sms; null when there is none.
    /// </summary>
    /// <param name="goesOn">True when template code follows the address.</param>
    public static LinkFault Fault(string scheme, string url, bool goesOn)
    {
        if (IsRefused(scheme))
        {
            return new(
                Findings.LinkScheme,
                $"a link may not lead to {scheme}: addresses; only https:, http:, mailto:, tel: and sms: may stand in "
                    + "a mail."
            );
        }

        if (!Programs.Contains(scheme) && DidYouMean.Closest(scheme, ["https", "http", "mailto"]) is { } meant)
        {
            return new(Findings.LinkScheme, $"no address begins with {scheme}:, did you mean {meant}:?");
        }

        return goesOn && !Begun.IsMatch(url)
            ? LinkRule.CodeDecides
            : new(
                Findings.LinkSchemeRare,
                $"few mail programs open {scheme}: addresses, so many readers cannot use this link; write in the "
                    + "text, too, what it leads to."
            );
    }

    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9+.-]*):", RegexOptions.CultureInvariant)]
    private static partial Regex Scheme { get; }

    /// <summary>Matches an address that is complete up to the site or name before code follows.</summary>
    [GeneratedRegex(@"\A[^:]+:(?://)?[^/?#&]+[/?#&]", RegexOptions.CultureInvariant)]
    private static partial Regex Begun { get; }
}
