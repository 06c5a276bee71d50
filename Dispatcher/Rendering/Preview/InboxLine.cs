using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;

namespace Newsletter.Dispatcher.Rendering.Preview;

/// <summary>
/// The line of an inbox: who wrote, the subject, and the first words of the mail, each as far as there is room; pure.
/// Tests: InboxLineTests.
/// </summary>
/// <param name="Where">The kind of inbox, for people.</param>
internal sealed partial record InboxLine(string Where, string From, CutText Subject, CutText Preheader)
{
    /// <summary>What the mail program of a phone shows of a subject, held upright.</summary>
    private const int PhoneSubject = 40;

    /// <summary>Two lines below the subject.</summary>
    private const int PhonePreheader = 90;

    /// <summary>A wide window has one line for both.</summary>
    private const int DesktopLine = 120;

    private const int DesktopSubject = 78;

    private const int LongestPreheader = 400;

    /// <summary>The inboxes that matter: a phone, and a wide window.</summary>
    /// <param name="firstWords">See <see cref="FirstWords"/>.</param>
    public static IReadOnlyList<InboxLine> All(string from, string subject, string firstWords)
    {
        var wide = CutText.Of(subject, DesktopSubject);
        return
        [
            new("Phone", from, CutText.Of(subject, PhoneSubject), CutText.Of(firstWords, PhonePreheader)),
            new("Desktop", from, wide, CutText.Of(firstWords, Math.Max(0, DesktopLine - wide.Length))),
        ];
    }

    /// <summary>
    /// The words that inboxes show after the subject: the preheader up to the blanks that keep the page away from it,
    /// or the first words of the page when there is none.
    /// </summary>
    public static string FirstWords(string html)
    {
        using var document = new HtmlParser().ParseDocument(html);
        var text = Unseen.Replace(document.Body?.TextContent ?? "", "");
        var filler = Filler.Match(text);
        var words = Blanks.Replace(filler.Success ? text[..filler.Index] : text, " ").Trim();
        return CutText.Of(words, LongestPreheader).Shown;
    }

    /// <summary>Signs without a width.</summary>
    [GeneratedRegex("[\u034F\u00AD\u200B-\u200F\u2060\uFEFF]", RegexOptions.CultureInvariant)]
    private static partial Regex Unseen { get; }

    /// <summary>Blanks that cannot be broken, as templates have them after the preheader.</summary>
    [GeneratedRegex("\u00A0{3,}", RegexOptions.CultureInvariant)]
    private static partial Regex Filler { get; }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks { get; }
}
