using System.Net;
using System.Text;

namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// The words of a page, a line for each block; for reading only, never shown as a page.
/// Tests: BounceMessageTests.
/// </summary>
internal static class HtmlWords
{
    public static string Of(string html)
    {
        var text = new StringBuilder();
        var rest = html.AsSpan(0, Math.Min(html.Length, BounceMime.MaxText));
        while (!rest.IsEmpty)
        {
            var tag = rest.IndexOf('<');
            text.Append(tag < 0 ? rest : rest[..tag]);
            if (tag < 0)
            {
                break;
            }

            rest = rest[tag..];
            var hidden =
                rest.StartsWith("<style", StringComparison.OrdinalIgnoreCase) ? "</style"
                : rest.StartsWith("<script", StringComparison.OrdinalIgnoreCase) ? "</script"
                : null;
            var skip = hidden is null ? 0 : Math.Max(0, rest.IndexOf(hidden, StringComparison.OrdinalIgnoreCase));
            text.Append(StartsBlock(rest) ? '\n' : ' ');
            var end = rest[skip..].IndexOf('>');
            rest = end < 0 ? [] : rest[(skip + end + 1)..];
        }

        return WebUtility.HtmlDecode(text.ToString());
    }

    private static bool StartsBlock(ReadOnlySpan<char> tag) =>
        tag.StartsWith("<br", StringComparison.OrdinalIgnoreCase)
        || tag.StartsWith("<p", StringComparison.OrdinalIgnoreCase)
        || tag.StartsWith("</p", StringComparison.OrdinalIgnoreCase)
        || tag.StartsWith("<div", StringComparison.OrdinalIgnoreCase)
        || tag.StartsWith("<tr", StringComparison.OrdinalIgnoreCase)
        || tag.StartsWith("<h", StringComparison.OrdinalIgnoreCase);
}
