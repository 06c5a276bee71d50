using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Mails;

/// <summary>The subject of a mail: the <c>&lt;title&gt;</c> of its page. Tests: MailComposerTests.</summary>
internal static partial class MailSubject
{
    /// <summary>A longer title is cut; inboxes show about 60 characters.</summary>
    private const int Longest = 200;

    /// <returns>One line without control characters; null when the page has no title or an empty one.</returns>
    public static string? Of(string html)
    {
        if (!Title.Match(html).Groups.TryGetValue("title", out var title) || !title.Success)
        {
            return null;
        }

        var text = Blanks.Replace(WebUtility.HtmlDecode(title.Value), " ").Trim();
        text = string.Concat(
            text.EnumerateRunes().Where(rune => !Rune.IsControl(rune)).Take(Longest).Select(rune => rune.ToString())
        );
        return text.Length > 0 ? text : null;
    }

    [GeneratedRegex(@"<title>(?<title>[^<]*)</title>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Title { get; }

    [GeneratedRegex(@"[\s\p{C}-[\p{Cs}\p{Cf}]]+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks { get; }
}
