using System.Globalization;
using System.Text;
using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>
/// Keeps a bare address of the text whole: no emphasis, no dash and no dots are made of its signs. It is written as a span
/// that <see cref="BareLinks"/> makes a link of, where one may stand.
/// </summary>
/// <param name="attribute">The attribute that holds the address; <paramref name="marker"/> holds its place.</param>
internal sealed class BareAddressExtension(BodyCode code, string marker, string attribute) : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline) => pipeline.InlineParsers.Insert(0, new AddressParser(code));

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer) => renderer.ObjectRenderers.Insert(0, new AddressRenderer(marker, attribute));

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

            // Code that writes nothing itself ({{ end }}) stands behind an address and is no part of it.
            var text = slice.Text[..(slice.End + 1)];
            var end = text.Length;
            foreach (var (index, _, segment) in _code.In(text))
            {
                if (index >= start && segment.Kind is not CodeKind.Value)
                {
                    end = index;
                    break;
                }
            }

            // Code in front of it is no letter in front of it.
            var (from, shift) = _code.In(text[..start]).Any(at => at.Index + at.Length == start) ? (text[start..], start) : (text, 0);
            if (BareAddress.At(from, start - shift, end - shift) is not { } found)
            {
                return false;
            }

            var position = processor.GetSourcePosition(start, out var line, out var column);
            processor.Inline = new Address(found) { Span = new(position, position + found.Length - 1), Line = line, Column = column };
            slice.Start = start + found.Length;
            return true;
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

            renderer.Write("<span ").Write(marker).Write("=\"").Write(address.Span.Start.ToString(CultureInfo.InvariantCulture)).Write("\" ").Write(attribute).Write("=\"");
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
