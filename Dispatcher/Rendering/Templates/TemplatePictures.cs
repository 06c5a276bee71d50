using System.Text.RegularExpressions;
using Scriban;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>
/// Finds <c>src="sign.png"</c> in the HTML of a template, and puts the address in its place that the picture has in a
/// letter. Template code is not looked at. Tests: LetterPicturesTests.
/// </summary>
internal static partial class TemplatePictures
{
    /// <summary>The pictures in the order of the template; each use is listed.</summary>
    public static IReadOnlyList<TemplatePicture> In(Template template) =>
        [
            .. Texts(template.Page)
                .SelectMany(text =>
                    Source
                        .Matches(text.Text.ToString())
                        .Select(match => new TemplatePicture(
                            Uri.UnescapeDataString(match.Value),
                            text.Span.FileName ?? "template",
                            text.Span.Start.Line + 1 + text.Text.ToString()[..match.Index].Count(c => c == '\n'),
                            Column: 0
                        ))
                ),
        ];

    /// <summary>Changes the addresses in a template that was just parsed and that nobody else has.</summary>
    /// <param name="url">The address for a path; null leaves it as it is.</param>
    public static void Link(Template template, Func<string, string?> url)
    {
        foreach (var text in Texts(template.Page))
        {
            var (before, after) = (text.Text.ToString(), "");
            after = Source.Replace(before, match => url(Uri.UnescapeDataString(match.Value)) ?? match.Value);
            if (after != before)
            {
                text.Text = new ScriptStringSlice(after);
            }
        }
    }

    private static IEnumerable<ScriptRawStatement> Texts(ScriptNode? node)
    {
        if (node is ScriptRawStatement text)
        {
            yield return text;
        }

        for (var i = 0; i < (node?.ChildrenCount ?? 0); i++)
        {
            foreach (var inner in Texts(node!.GetChildren(i)))
            {
                yield return inner;
            }
        }
    }

    /// <summary>A path: neither an address with a scheme, nor one from the root, nor a part of the page.</summary>
    [GeneratedRegex("""(?<=\ssrc=(["']))[^"'{}<>:/#?\s][^"'{}<>:#?]*(?=\1)""", RegexOptions.CultureInvariant)]
    private static partial Regex Source { get; }
}
