using System.Globalization;
using System.Text;
using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Keeps a bare address in the text unchanged: Markdown makes no emphasis, dash or dots of its characters. It is
/// written as a span, which <see cref="BareLinks"/> turns into a link where a link is allowed.
/// Tests: IssueBodyTests.
/// </summary>
/// <param name="attribute">The attribute that contains the address; <paramref name="marker"/> contains its
/// place.</param>
internal sealed class BareAddressExtension(BodyCode code, string marker, string attribute) : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline) => pipeline.InlineParsers.Insert(0, new AddressParser(code));

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer) =>
        renderer.ObjectRenderers.Insert(0, new AddressRenderer(marker, attribute));

    /// <summary>The longest placeholder for code, see <see cref="BodyCode.Placeholder"/>.</summary>
    private const int LongestPlaceholder = 32;

    private sealed class Address(BareAddress found) : LeafInline
    {
        public BareAddress Found { get; } = found;
    }

    private sealed class AddressParser : InlineParser
    {
        private readonly BodyCode _code;

        public AddressParser(BodyCode code)
        {
            _code = code;
            OpeningCharacters = ['h', 'H', 'w', 'W'];
        }

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            var start = slice.Start;
            if (!slice.MatchLowercase("http") && !slice.MatchLowercase("www."))
            {
                return false;
            }

            // Look at a limited part only: a paragraph may be long and contain many addresses.
            var from = Math.Max(0, start - LongestPlaceholder);
            var text = slice.Text[from..Math.Min(slice.End + 1, start + BareAddress.Longest)];
            if (Find(text, start - from) is not { } found)
            {
                return false;
            }

            var position = processor.GetSourcePosition(start, out var line, out var column);
            processor.Inline = new Address(found)
            {
                Span = new(position, position + found.Length - 1),
                Line = line,
                Column = column,
            };
            slice.Start = start + found.Length;
            return true;
        }

        private BareAddress? Find(string text, int start)
        {
            // Code before an address does not count as a letter before it.
            if (
                start > 0
                && char.IsLetter(text[start - 1])
                && _code.In(text[..start]).Any(at => at.Index + at.Length == start)
            )
            {
                (text, start) = (text[start..], 0);
            }

            if (BareAddress.At(text, start, text.Length) is not { } found)
            {
                return null;
            }

            // Code that writes nothing, such as {{ end }}, may follow an address and is not part of it.
            var behind = _code
                .In(text.Substring(start, found.Length))
                .Where(at => at.Segment.Kind is not CodeKind.Value)
                .Select(at => (int?)at.Index)
                .FirstOrDefault();
            return behind is { } end ? BareAddress.At(text, start, start + end) : found;
        }
    }

    private sealed class AddressRenderer(string marker, string attribute) : HtmlObjectRenderer<Address>
    {
        protected override void Write(HtmlRenderer renderer, Address address)
        {
            if (!renderer.EnableHtmlForInline)
            {
                renderer.WriteEscape(address.Found.Text);
                return;
            }

            var place = address.Span.Start.ToString(CultureInfo.InvariantCulture);
            renderer.Write($"<span {marker}=\"{place}\" {attribute}=\"");
            if (Ascii.IsValid(address.Found.Url))
            {
                renderer.WriteEscape(address.Found.Url);
            }
            else
            {
                renderer.WriteEscapeUrl(address.Found.Url);
            }

            renderer.Write("\">").WriteEscape(address.Found.Text).Write("</span>");
        }
    }
}
