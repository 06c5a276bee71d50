using System.Globalization;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Extensions.TaskLists;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// The page that Markdown makes of a body, and the tree that it read. Tests: MarkdownSupportTests.
/// </summary>
/// <param name="Html">Not sanitized.</param>
/// <param name="Document">With places in <see cref="BodyCode.Masked"/>.</param>
internal sealed record MarkdownPage(string Html, MarkdownDocument Document)
{
    /// <summary>Null when Markdig refuses the nesting.</summary>
    /// <param name="marker">The attribute that gets the place of a link or an image.</param>
    /// <param name="quotes">The marks that take the place of straight ones.</param>
    public static MarkdownPage? Of(BodyCode code, string marker, Quotes quotes)
    {
        var pipeline = new MarkdownPipelineBuilder()
            .UsePipeTables()
            .UseFootnotes()
            .UseSmartyPants(quotes.Options())
            .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
            .UsePreciseSourceLocation();
        pipeline.Extensions.Add(new TaskMarkExtension());
        pipeline.Extensions.Add(new CodeLineExtension(code));
        pipeline.Extensions.Add(new BareAddressExtension(code, marker, $"{marker}-bare"));
        var built = pipeline.Build();
        var blank = AddressBlanks.SignFor(code.Masked);
        try
        {
            var document = Markdig.Markdown.Parse(AddressBlanks.Hide(code.Masked, blank), built);
            foreach (var inline in document.Descendants<Inline>())
            {
                Prepare(inline, marker, blank);
            }

            Quotes.SetApostrophes(document);
            return new(document.ToHtml(built).Replace(blank, ' '), document);
        }
        catch (ArgumentException)
        {
            // Markdig: "Markdown elements in the input are too deeply nested - depth limit exceeded."
            return null;
        }
    }

    private static void Prepare(Inline inline, string marker, char blank)
    {
        switch (inline)
        {
            case LinkInline link:
                link.Url = link.Url?.Replace($"{blank}", "%20", StringComparison.Ordinal);
                Mark(link);
                break;
            case AutolinkInline:
                Mark(inline);
                break;
            case TaskList when inline.Parent?.ParentBlock?.Parent?.Parent is ListBlock list:
                list.GetAttributes().AddPropertyIfNotExist("style", "list-style-type: none");
                break;
        }

        void Mark(Inline found) =>
            found.GetAttributes().AddProperty(marker, found.Span.Start.ToString(CultureInfo.InvariantCulture));
    }
}
