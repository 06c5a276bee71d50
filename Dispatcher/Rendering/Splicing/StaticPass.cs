using System.Globalization;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Templates;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// Runs a template without a reader. A statement that must wait leaves a mark in the output, and is recorded in the
/// order of the run: not at all in a branch that is not taken, and twice in a partial that is included twice.
/// Tests: SpliceTests.
/// </summary>
/// <param name="marker">A text that does not occur in the issue or its templates.</param>
internal sealed class StaticPass(
    BindingTime analysis,
    string marker,
    TemplateKind kind,
    ITemplateLoader partials,
    IReadOnlyList<ScriptObject> scopes
) : SandboxContext(kind, partials, scopes)
{
    /// <summary>
    /// Longer than the limit for a reader: the template is run once, and a busy machine must not lose a whole dispatch.
    /// </summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private readonly List<(ScriptStatement Statement, bool IsOneLine)> _waiting = [];

    /// <summary>The number of indented includes around the present statement.</summary>
    private int _indentsOutside;

    /// <summary>True when only code stands between here and the last mark.</summary>
    private bool _isAfterMark;

    /// <summary>Runs the template.</summary>
    /// <param name="problem">Why it cannot be run for any reader; null otherwise.</param>
    /// <returns>Fixed texts and the statements between them; null with a problem, or when marks are missing or out of
    /// order, so that the template cannot be spliced.</returns>
    public (IReadOnlyList<string> Texts, IReadOnlyList<(ScriptStatement Statement, bool IsOneLine)> Waiting)? Run(
        Template template,
        out Problem? problem
    )
    {
        var text = Sandbox.Run(this, () => template.Render(this), TimeLimit, out problem);
        if (text is null)
        {
            return null;
        }

        var parts = Regex.Split(text, $"{Regex.Escape(marker)}([0-9]+)z", RegexOptions.CultureInvariant);
        var numbers = parts.Where((_, i) => i % 2 == 1).ToList();
        return numbers.SequenceEqual(Enumerable.Range(0, _waiting.Count).Select(Number))
            ? (parts.Where((_, i) => i % 2 == 0).ToList(), _waiting)
            : null;
    }

    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        var isIndented = CurrentIndent is { Length: > 0 };
        if (scriptNode is not ScriptStatement statement)
        {
            return base.Evaluate(scriptNode, aliasReturnedFunction);
        }

        if (_isAfterMark && isIndented)
        {
            // Whether the indent is written depends on the end of the value before it.
            _waiting[^1] = _waiting[^1] with
            {
                IsOneLine = true,
            };
        }

        if (analysis.Waits(statement))
        {
            Write($"{marker}{Number(_waiting.Count)}z");
            _waiting.Add((statement, isIndented || _indentsOutside > 0));
            _isAfterMark = true;
            return null;
        }

        if (statement is ScriptRawStatement { Text.Length: > 0 })
        {
            _isAfterMark = false;
        }

        if (!isIndented || !analysis.Enters(statement))
        {
            return base.Evaluate(scriptNode, aliasReturnedFunction);
        }

        _indentsOutside++;
        try
        {
            return base.Evaluate(scriptNode, aliasReturnedFunction);
        }
        finally
        {
            _indentsOutside--;
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
