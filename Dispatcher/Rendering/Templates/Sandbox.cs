using Newsletter.Dispatcher.Issues;
using Scriban;
using Scriban.Functions;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>
/// Runs templates, which are data from an editor: unknown names are errors, nothing may be changed, and loops,
/// recursion, output and time are limited.
/// </summary>
/// <remarks>
/// By default Scriban does not escape, cuts long output silently, and shows a misspelt name as nothing; this class
/// changes all three. Each rendering gets a new context, because a used one leaks variables into the next.
/// </remarks>
internal static class Sandbox
{
    /// <summary>The longest output of one template, in characters.</summary>
    public const int OutputLimit = 2 * 1024 * 1024;

    /// <summary>The longest time for the code of one reader.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);

    private static readonly BuiltinFunctions HtmlBuiltins = NewBuiltins(TemplateKind.Html);
    private static readonly BuiltinFunctions TextBuiltins = NewBuiltins(TemplateKind.Text);

    /// <summary>The functions that templates can call; read-only, and shared by all contexts.</summary>
    public static ScriptObject Builtins(TemplateKind kind) => kind is TemplateKind.Html ? HtmlBuiltins : TextBuiltins;

    /// <summary>Renders one template.</summary>
    /// <param name="scopes">Objects in scope, the outermost first; they are not changed.</param>
    /// <param name="problem">The fault and its place; null when there is none.</param>
    public static string? Render(
        Template template,
        TemplateKind kind,
        ITemplateLoader partials,
        IReadOnlyList<ScriptObject> scopes,
        out Problem? problem
    )
    {
        var context = new SandboxContext(kind, partials, scopes);
        return Run(context, () => template.Render(context), TimeLimit, out problem);
    }

    /// <summary>Runs template code in a context, and turns errors into a problem.</summary>
    /// <param name="limit">The longest time it may take; null for code that cannot take long, which saves a
    /// timer.</param>
    public static string? Run(SandboxContext context, Func<string> code, TimeSpan? limit, out Problem? problem)
    {
        using var timer = limit is { } time ? new CancellationTokenSource(time) : null;
        context.CancellationToken = timer?.Token ?? CancellationToken.None;
        try
        {
            problem = null;
            return code();
        }
        catch (ScriptAbortException e)
        {
            problem = At(
                Findings.CodeFails,
                e.Span,
                $"takes longer than {limit?.TotalSeconds:0} s; is there a loop without an end?"
            );
        }
        catch (ScriptRuntimeException e)
        {
            problem = At(Findings.CodeFails, e.Span, $"{EngineWords.OfFailure(e.OriginalMessage)}.");
        }
        catch (Exception e)
            when (e
                    is InvalidOperationException
                        or ArgumentException
                        or FormatException
                        or OverflowException
                        or InvalidCastException
                        or IndexOutOfRangeException
                        or OperationCanceledException
                        or DivideByZeroException
            )
        {
            problem = At(Findings.CodeFails, context.CurrentSpan, $"{EngineWords.OfFailure(e.Message)}.");
        }

        return null;
    }

    /// <summary>A Scriban message with its place for an editor.</summary>
    public static Problem At(Finding finding, SourceSpan span, string message) =>
        finding.At(
            span.FileName ?? "template",
            span.Start.Line + 1,
            span.Start.Column + 1,
            message.ReplaceLineEndings(" ").Trim()
        );

    private static BuiltinFunctions NewBuiltins(TemplateKind kind)
    {
        var builtins = new BuiltinFunctions();

        // Remove functions that differ from run to run, because two copies of one message would differ, and functions
        // that evaluate text, because a subscriber's name could run as code.
        Remove("object", "eval", "eval_template");
        Remove("date", "now", "today");
        Remove("math", "uuid", "random");
        builtins.Remove("include_join");
        builtins.SetValue("include", new PartialFunction(kind), readOnly: true);
        builtins.SetValue(SayFunction.Name, new SayFunction(kind), readOnly: true);
        builtins.Import(
            "default",
            new Func<object?, object?, object?>((value, fallback) => value is null or "" ? fallback : value)
        );
        foreach (var member in builtins.GetMembers().ToList())
        {
            // All readers share these objects: what one template wrote there, the next one would read.
            if (builtins[member] is ScriptObject { IsReadOnly: false } functions)
            {
                functions.IsReadOnly = true;
            }

            builtins.SetReadOnly(member, readOnly: true);
        }

        builtins.IsReadOnly = true;
        return builtins;

        void Remove(string group, params string[] names)
        {
            if (builtins[group] is ScriptObject members)
            {
                foreach (var name in names)
                {
                    members.Remove(name);
                }
            }
        }
    }

    /// <summary><c>include</c>, whose result is not escaped a second time.</summary>
    private sealed class PartialFunction(TemplateKind kind) : IScriptCustomFunction
    {
        private readonly IncludeFunction _include = new();

        public int RequiredParameterCount => _include.RequiredParameterCount;
        public int ParameterCount => _include.ParameterCount;
        public ScriptVarParamKind VarParamKind => _include.VarParamKind;
        public Type ReturnType => _include.ReturnType;

        public ScriptParameterInfo GetParameterInfo(int index) => _include.GetParameterInfo(index);

        public object? Invoke(
            TemplateContext context,
            ScriptNode? callerContext,
            ScriptArray arguments,
            ScriptBlockStatement? blockStatement
        )
        {
            var text = _include.Invoke(context, callerContext, arguments, blockStatement);
            return kind is TemplateKind.Html && text is string html ? new RawHtml(html) : text;
        }

        public ValueTask<object?> InvokeAsync(
            TemplateContext context,
            ScriptNode? callerContext,
            ScriptArray arguments,
            ScriptBlockStatement? blockStatement
        ) => ValueTask.FromResult(Invoke(context, callerContext, arguments, blockStatement));
    }
}
