using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>What kinds of addresses a link may have besides the web's, email and telephone; pure.</summary>
internal static partial class LinkScheme
{
    /// <summary>
    /// They run something, show what the sender wrote as if it were a page, or open a file or a program of the reader's
    /// machine.
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

    /// <summary>Known to be meant, so that none is taken for a mistyped <c>https</c>.</summary>
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

    /// <summary>Whether such an address must not stand in a mail at all.</summary>
    public static bool IsRefused(string scheme) =>
        Refused.Contains(scheme) || scheme.StartsWith("ms-", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a link may have an address of a kind that neither the web nor email has: <c>webcal:</c>, <c>xmpp:</c>.
    /// </summary>
    public static bool MayStay(string url) =>
        Scheme.Match(url) is { Success: true } match && !IsRefused(match.Groups[1].Value);

    /// <summary>What is wrong with an address whose scheme is not http, https, mailto, tel or sms.</summary>
    /// <param name="goesOn">True when template code follows the address.</param>
    public static LinkFault Fault(string scheme, string url, bool goesOn)
    {
        if (IsRefused(scheme))
        {
            return new(
                IsError: true,
                $"a link may not lead to {scheme}: addresses; only https:, http:, mailto:, tel: and sms: may stand in "
                    + "a mail."
            );
        }

        if (!Programs.Contains(scheme) && DidYouMean.Closest(scheme, ["https", "http", "mailto"]) is { } meant)
        {
            return new(IsError: true, $"no address begins with {scheme}:, did you mean {meant}:?");
        }

        return goesOn && !Begun.IsMatch(url)
            ? LinkRule.CodeDecides
            : new(
                IsError: false,
                $"few mail programs open {scheme}: addresses, so many readers cannot use this link; write in the "
                    + "text, too, what it leads to."
            );
    }

    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9+.-]*):", RegexOptions.CultureInvariant)]
    private static partial Regex Scheme { get; }

    /// <summary>The site or name that it leads to is complete before code follows.</summary>
    [GeneratedRegex(@"\A[^:]+:(?://)?[^/?#&]+[/?#&]", RegexOptions.CultureInvariant)]
    private static partial Regex Begun { get; }
}
