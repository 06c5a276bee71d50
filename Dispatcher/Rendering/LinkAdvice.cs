using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>
/// Looks at where the links of an issue lead, and at what their words promise: only said when somebody asks for a
/// check. Pure.
/// </summary>
internal static partial class LinkAdvice
{
    private static readonly HashSet<string> Generic = new(StringComparer.OrdinalIgnoreCase)
    {
        "article",
        "click",
        "click here",
        "click me",
        "continue",
        "details",
        "find out more",
        "here",
        "hier",
        "hier klicken",
        "ici",
        "learn more",
        "link",
        "mehr",
        "mehr lesen",
        "more",
        "more info",
        "page",
        "read",
        "read here",
        "read more",
        "see here",
        "see more",
        "source",
        "this",
        "this link",
        "this page",
        "website",
        "weiterlesen",
    };

    public static IEnumerable<Problem> Problems(
        Issue issue,
        IEnumerable<LinkReference> links,
        NewsletterSettings newsletter
    ) =>
        links.SelectMany(link =>
            Of(link, newsletter).Select(one => one.Finding.At(issue.File, link.Line, link.Column, one.Message))
        );

    private static IEnumerable<(Finding Finding, string Message)> Of(LinkReference link, NewsletterSettings newsletter)
    {
        if (Generic.Contains(link.Text.Trim(' ', '.', '!', '…', '→', '»', '>', ':')))
        {
            yield return (
                Findings.LinkTextGeneric,
                $"\"{link.Text}\" does not say where the link leads, also to people who hear it alone; write what is "
                    + "there."
            );
        }

        if (HostOf(link.Url) is not { } host)
        {
            yield break;
        }

        var code = link.Url.IndexOf("{{", StringComparison.Ordinal);
        if (ShownHost.Match(link.Text) is { Success: true } shown && !IsSame(Bare(shown.Groups[1].Value), host))
        {
            yield return (
                Findings.LinkTextDomain,
                $"the text names {shown.Groups[1].Value} and the link leads to {host}, as forged mails do; write the "
                    + "same, or other words."
            );
        }

        if (RedirectTarget(link.Url, host) is { } target)
        {
            yield return (
                Findings.LinkRedirect,
                $"the link goes through {host}, which learns who clicks; write the address itself"
                    + (target.Length > 0 ? $": {target}" : ".")
            );
        }
        else if (host == "docs.google.com" && EditPage.IsMatch(link.Url))
        {
            yield return (
                Findings.LinkEdit,
                "this page of Google Docs opens only for people with whom it is shared, and for editing; publish it, "
                    + "and write that address."
            );
        }

        if (Leaving.IsMatch(link.Url) && code < 0)
        {
            yield return (
                Findings.LinkUnsubscribe,
                "this is a fixed address to unsubscribe, which is not the reader's own; write {{ links.unsubscribe }}."
            );
        }

        if (
            code >= 0
            && Personal.Match(link.Url[code..]) is { Success: true } personal
            && !IsSame(host, HostOf(newsletter.BaseUrl) ?? "")
        )
        {
            yield return (
                Findings.LinkPersonalData,
                $"this address tells {host} the reader's {What(personal.Groups[1].Value)}; use subscriber.ref, "
                    + "which says "
                    + "nothing."
            );
        }
    }

    private static string What(string name) => name == "email" ? "email address" : "name";

    /// <summary>The address behind one that passes readers on; empty when it cannot be read, null for others.</summary>
    private static string? RedirectTarget(string url, string host)
    {
        var isGoogle =
            (host == "google.com" || Google.IsMatch(host)) && url.Contains("/url?", StringComparison.Ordinal);
        if (!isGoogle && !Redirect.IsMatch(host))
        {
            return null;
        }

        var match = Target.Match(url);
        return match.Success ? Uri.UnescapeDataString(match.Groups[1].Value) : "";
    }

    private static string? HostOf(string url)
    {
        var match = Host.Match(url);
        return match.Success ? Bare(match.Groups[1].Value) : null;
    }

    private static string Bare(string host)
    {
        var small = host.ToLowerInvariant();
        return small.StartsWith("www.", StringComparison.Ordinal) ? small[4..] : small;
    }

    private static bool IsSame(string one, string other) =>
        one == other
        || one.EndsWith($".{other}", StringComparison.Ordinal)
        || other.EndsWith($".{one}", StringComparison.Ordinal);

    [GeneratedRegex(@"\Ahttps?://([^/?#:]+)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Host { get; }

    /// <summary>Matches a text that is an address or the name of a site, not a sentence.</summary>
    [GeneratedRegex(
        @"\A(?:https?://)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,24})(?:[:/?#]\S*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex ShownHost { get; }

    [GeneratedRegex(@"\Agoogle\.[a-z.]{2,6}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Google { get; }

    [GeneratedRegex(
        @"\A(?:l\.facebook\.com|lm\.facebook\.com|l\.instagram\.com|[a-z0-9]+\.safelinks\.protection\.outlook\.com|"
            + @"urldefense\.(?:com|proofpoint\.com)|out\.reddit\.com)\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Redirect { get; }

    [GeneratedRegex(@"[?&](?:q|url|u)=(https?(?::|%3A)[^&]+)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Target { get; }

    [GeneratedRegex("/(?:edit|view)(?:[?#]|\\z)", RegexOptions.CultureInvariant)]
    private static partial Regex EditPage { get; }

    [GeneratedRegex("/(?:unsubscribe|abmelden|optout|opt-out)\\b", RegexOptions.CultureInvariant)]
    private static partial Regex Leaving { get; }

    [GeneratedRegex(@"subscriber\.(email|first_name|last_name)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Personal { get; }
}
