using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Decides where a link or an image of a mail may lead. Pure, so that one table test covers all forms of addresses.
/// </summary>
internal static partial class LinkRule
{
    /// <summary>The fault of a link's address; null when there is none.</summary>
    /// <param name="url">The value of <c>href</c>; if it contains code, the part before the code.</param>
    /// <param name="goesOn">True when code follows: then the address must already contain the complete host.</param>
    public static LinkFault? OfLink(string url, bool goesOn)
    {
        if (url.Length == 0)
        {
            return goesOn
                ? CodeDecides
                : new(
                    Findings.LinkNowhere,
                    "the link leads nowhere; write an address such as https://example.org/page."
                );
        }

        if (url[0] == '#')
        {
            return url.Length > 1 || goesOn
                ? null
                : new(Findings.LinkFragment, "the link leads nowhere; write the name of a heading behind #.");
        }

        if (HasForbiddenSign(url))
        {
            return ForbiddenSign;
        }

        return Scheme.Match(url) is { Success: true } scheme && !HostAndPort.IsMatch(url)
                ? scheme.Groups[1].Value.ToLowerInvariant() switch
                {
                    "http" or "https" => OfWeb(url, goesOn),
                    "mailto" => goesOn || MailTo.IsMatch(url)
                        ? null
                        : new(Findings.LinkNumber, "the link names no email address; write mailto:name@example.org."),
                    "tel" => goesOn || Telephone.IsMatch(url)
                        ? null
                        : new(
                            Findings.LinkNumber,
                            "the link names no telephone number; write such as tel:+49301234567."
                        ),
                    "sms" => goesOn || Telephone.IsMatch(url)
                        ? null
                        : new(
                            Findings.LinkNumber,
                            "the link names no telephone number; write such as sms:+49301234567."
                        ),
                    var other => LinkScheme.Fault(other, url, goesOn),
                }
            : goesOn && !url.Contains('/') ? CodeDecides
            : new(
                Findings.LinkNoScheme,
                $"the link has no https://, so it leads nowhere in a mail; write the whole address{Suggestion(url)}."
            );
    }

    /// <summary>
    /// The fault of the address of an image on a server; null when there is none. Paths beside the issue are not
    /// checked here.
    /// </summary>
    public static LinkFault? OfRemoteImage(string url, bool goesOn)
    {
        if (HasForbiddenSign(url))
        {
            return ForbiddenSign;
        }

        return Scheme.Match(url) is { Success: true } scheme
            ? scheme.Groups[1].Value.ToLowerInvariant() switch
            {
                "http" or "https" => OfWeb(url, goesOn),
                "cid" when !goesOn => null,
                "data" => DataImage,
                var other => new(
                    Findings.ImageRemote,
                    $"an image may not come from {other}: addresses; put the file beside the issue and write its path."
                ),
            }
            : new(Findings.ImageRemote, "the image has neither a path beside the issue nor an https:// address.");
    }

    /// <summary>True for an address that names a file beside the issue: no scheme, no host.</summary>
    public static bool IsBesideIssue(string url) =>
        url.Length > 0 && !Scheme.IsMatch(url) && !url.StartsWith("//", StringComparison.Ordinal) && url[0] is not '#';

    /// <summary>The fault of an image that is contained in the text.</summary>
    public static LinkFault DataImage { get; } =
        new(
            Findings.ImageData,
            "this image is written into the text (a data: address), and mail programs do not show such images; save "
                + "it as a file beside the issue and write its path."
        );

    /// <summary>The fault of an address whose target a reader's value would decide.</summary>
    public static LinkFault CodeDecides =>
        new(
            Findings.LinkCodeDecides,
            "code decides where this leads; begin with the site itself, for example https://example.org/?for={{ … }}."
        );

    private static LinkFault ForbiddenSign =>
        new(
            Findings.LinkSign,
            "the address contains a space, a backslash or an invisible character; write it as the browser shows it."
        );

    private static LinkFault? OfWeb(string url, bool goesOn)
    {
        // When code follows, the host must be complete: "https://example.org{{ x }}" could become
        // example.org.evil.test.
        if (goesOn && !CompleteHost.IsMatch(url))
        {
            return CodeDecides;
        }

        if (
            !url.Contains("://", StringComparison.Ordinal)
            || !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || uri.Host.Length == 0
        )
        {
            return new(
                Findings.LinkUnreadable,
                "the address cannot be read; write one such as https://example.org/page."
            );
        }

        if (uri.UserInfo.Length > 0 || uri.Authority.Contains('@'))
        {
            return new(
                Findings.LinkUserName,
                "the address holds a user name (name@…), as forged links do; take it out."
            );
        }

        if (IsPrivate(uri))
        {
            return new(
                Findings.LinkPrivate,
                $"the address leads to {uri.Host}, which only your own network knows; subscribers cannot reach it."
            );
        }

        return uri.Scheme == Uri.UriSchemeHttp
            ? new(
                Findings.LinkHttp,
                "the address begins with http:, which is not private; write https: if the site has it."
            )
            : null;
    }

    private static bool IsPrivate(Uri uri)
    {
        var host = uri.IdnHost.TrimEnd('.').ToLowerInvariant();
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
        {
            address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            var bytes = address.GetAddressBytes();
            return IPAddress.IsLoopback(address)
                || (
                    address.AddressFamily is AddressFamily.InterNetwork
                        ? bytes
                            is [0 or 10 or 127, ..]
                                or [192, 168, ..]
                                or [169, 254, ..]
                                or [172, >= 16 and <= 31, ..]
                                or [100, >= 64 and <= 127, ..]
                        : address.Equals(IPAddress.IPv6Any)
                            || address.IsIPv6LinkLocal
                            || address.IsIPv6UniqueLocal
                            || address.IsIPv6SiteLocal
                );
        }

        return !host.Contains('.') || PrivateName.IsMatch(host);
    }

    /// <summary>
    /// True when the address contains a character that browsers drop or repair, each in its own way, so that the
    /// address leads elsewhere than it shows.
    /// </summary>
    private static bool HasForbiddenSign(string url) =>
        url.Any(c =>
            c <= ' '
            || c == '\\'
            || c == '\u007F'
            || char.IsControl(c)
            || char.IsWhiteSpace(c)
            || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format
        );

    private static string Suggestion(string url) =>
        LooksLikeHost.IsMatch(url) && !LooksLikePage.IsMatch(url) && url.Length < 60 ? $": https://{url}" : "";

    /// <summary>Matches the name of a file, which is no name of a site.</summary>
    [GeneratedRegex(
        @"\A[^/]+\.(?:html?|php|aspx?|md|pdf|docx?|jpe?g|png)(?:[?#]|\z)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex LooksLikePage { get; }

    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9+.-]*):", RegexOptions.CultureInvariant)]
    private static partial Regex Scheme { get; }

    [GeneratedRegex(@"\Amailto:[^@?\s]+@[^@?\s]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex MailTo { get; }

    [GeneratedRegex(@"\Ahttps?://[^/?#]+[/?#]", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex CompleteHost { get; }

    [GeneratedRegex(
        @"\.(?:localhost|local|internal|intranet|lan|home|corp|home\.arpa)\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex PrivateName { get; }

    [GeneratedRegex(
        @"\A[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]+)?(?:/.*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex LooksLikeHost { get; }

    /// <summary>
    /// Matches digits with separators between them (RFC 3966, RFC 5724), several numbers, and parameters such as a
    /// text.
    /// </summary>
    [GeneratedRegex(
        @"\A(?:tel|sms):(?://)?(?:[+0-9().,;*#-]|%20|%23)*[0-9](?:[+0-9().,;*#-]|%20|%23)*(?:[?&;/].*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Telephone { get; }

    /// <summary>Matches a host and port without https://, which looks like a scheme: <c>example.org:8080</c>.</summary>
    [GeneratedRegex(
        @"\A(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|localhost):[0-9]{1,5}(?:[/?#]|\z)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex HostAndPort { get; }
}
