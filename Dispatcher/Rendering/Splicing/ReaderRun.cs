using System.Text;
using Newsletter.Dispatcher.Rendering.Templates;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>Runs the remaining code of one template for one reader. Tests: QuotedPrintableTests.</summary>
internal sealed class ReaderRun
{
    private readonly StringBuilder _text = new();
    private readonly SandboxContext _context;
    private readonly TimeSpan? _limit;

    public ReaderRun(ReaderScript script, ReaderValues reader, LinkBook links)
    {
        _limit = script.IsTimed ? Sandbox.TimeLimit : null;
        var own = RenderScope.Named(
            ("subscriber", RenderScope.Subscriber(reader.Recipient, reader.Reference, reader.TermEndsOn)),
            ("links", RenderScope.Links(reader, links, script.Slug))
        );
        _context = new SandboxContext(script.Kind, script.Partials, [.. script.Shared, own]);
        _context.PushOutput(new StringBuilderOutput(_text));
    }

    /// <summary>The output of a statement; null when it fails.</summary>
    public string? Write(ScriptStatement statement) => Sandbox.Run(_context, () => Evaluate(statement), _limit, out _);

    private string Evaluate(ScriptStatement statement)
    {
        // Clear the output first, as a block does for its statements.
        _text.Clear();
        _context.CurrentIndent = null;
        var result = _context.Evaluate(statement);
        if (result is not null && statement.CanOutput)
        {
            _context.Write(statement.Span, result);
        }

        return _text.ToString();
    }
}
