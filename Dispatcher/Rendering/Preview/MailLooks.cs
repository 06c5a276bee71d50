using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Rendering.Preview;

/// <summary>
/// Changes the HTML of a mail so that a browser shows it as other mail programs do; pure. Which colours a browser
/// prefers does not matter: the look decides.
/// Tests: MailLooksTests.
/// </summary>
internal static partial class MailLooks
{
    private const string Always = "(min-width: 0px)";
    private const string Never = "(max-width: 0px)";

    /// <summary>The words for looks, as they stand in addresses.</summary>
    public static readonly EnumWords<MailLook> Words = new(
        (MailLook.Light, "light"),
        (MailLook.Dark, "dark"),
        (MailLook.ImagesOff, "images-off"),
        (MailLook.Unstyled, "unstyled")
    );

    public static string Word(this MailLook look) => Words.Of(look);

    /// <summary>
    /// The HTML for a look. Images stay in the HTML for <see cref="MailLook.ImagesOff"/>, since the browser must refuse
    /// them as a mail program does, with their descriptions in their places.
    /// </summary>
    public static string Html(string html, MailLook look)
    {
        var prefers = look is MailLook.Dark ? "dark" : "light";
        var coloured = SchemeQuery.Replace(html, match => match.Groups[1].Value == prefers ? Always : Never);
        coloured = SchemeChoice.Replace(coloured, $"${{before}}{prefers}");
        return look is MailLook.Unstyled ? StyleSheet.Replace(coloured, "") : coloured;
    }

    [GeneratedRegex(@"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", RegexOptions.CultureInvariant)]
    private static partial Regex SchemeQuery { get; }

    /// <summary>What a mail says about the colours that it can: in CSS, and in a <c>meta</c> element.</summary>
    [GeneratedRegex(
        """(?<before>\bcolor-schemes?\s*:\s*|name="(?:supported-)?color-schemes?" content=")light dark""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex SchemeChoice { get; }

    [GeneratedRegex(@"<style\b[^>]*>.*?</style\s*>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex StyleSheet { get; }
}
