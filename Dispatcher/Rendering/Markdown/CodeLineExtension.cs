using Markdig;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Treats a line that contains only <c>{{ if … }}</c>, <c>{{ end }}</c> and the like as standing between paragraphs:
/// the line ends the paragraph before it and gets no <c>&lt;p&gt;</c>.
/// Tests: IssueBodyTests.
/// </summary>
internal sealed class CodeLineExtension(BodyCode code) : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline) => pipeline.BlockParsers.Insert(0, new LineParser(code));

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer) =>
        renderer.ObjectRenderers.Insert(0, new LineRenderer());

    private sealed class CodeLine(BlockParser parser, string text) : LeafBlock(parser)
    {
        public string Text { get; } = text;
    }

    private sealed class LineParser : BlockParser
    {
        private readonly BodyCode _code;

        public LineParser(BodyCode code)
        {
            _code = code;
            OpeningCharacters = ['z'];
        }

        public override bool CanInterrupt(BlockProcessor processor, Block block) => true;

        public override BlockState TryOpen(BlockProcessor processor)
        {
            var line = processor.Line;
            if (processor.IsCodeIndent || !_code.IsStatementLine(line.AsSpan()))
            {
                return BlockState.None;
            }

            processor.NewBlocks.Push(
                new CodeLine(this, line.ToString().Trim())
                {
                    Column = processor.Column,
                    Line = processor.LineIndex,
                    Span = new SourceSpan(line.Start, line.End),
                }
            );
            return BlockState.BreakDiscard;
        }
    }

    private sealed class LineRenderer : HtmlObjectRenderer<CodeLine>
    {
        protected override void Write(HtmlRenderer renderer, CodeLine block) =>
            renderer.EnsureLine().WriteLine(block.Text);
    }
}
