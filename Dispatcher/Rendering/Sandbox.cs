using Newsletter.Dispatcher.Issues;
using Scriban;
using Scriban.Functions;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>Which part of a message a template makes.</summary>
internal enum TemplateKind
{
    /// <summary>Every expression is HTML-escaped unless it is rendered Markdown.</summary>
    Html,

    /// <summary>Nothing is escaped.</summary>
    Text,
}

/// <summary>
/// Runs templates, which are data from an editor: names must exist, nothing may be written to, and loops, recursion,
/// output and time are limited.
/// </summary>
/// <remarks>
/// Scriban does not escape, cuts long output silently, and shows a misspelt name as nothing; each is turned around here.
/// A context is made anew for each rendering, because a used one leaks variables into the next.
/// </remarks>
internal static class Sandbox
{
    /// <summary>Longest output of one template, in characters.</summary>
    public const int OutputLimit = 2 * 1024 * 1024;

    private const int LoopLimit = 10_000;
    private const int RecursionLimit = 50;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);
    private static readonly ScriptObject HtmlBuiltins = Builtins(TemplateKind.Html);
    private static readonly ScriptObject TextBuiltins = Builtins(TemplateKind.Text);

    /// <summary>Renders one template.</summary>
    /// <param name="scopes">Objects in scope, the outermost first; they are not changed.</param>
    /// <param name="problem">What is wrong and where; null when all went well.</param>
    public static string? Render(
        Template template, TemplateKind kind, ITemplateLoader partials, IReadOnlyList<ScriptObject> scopes, out Problem? problem)
    {
        using var limit = new CancellationTokenSource(TimeLimit);
        var context = new SandboxContext(kind is TemplateKind.Html ? HtmlBuiltins : TextBuiltins, kind)
        {
            TemplateLoader = partials,
            CancellationToken = limit.Token,
            StrictVariables = true,
            EnableRelaxedMemberAccess = false,
            EnableRelaxedTargetAccess = false,
            EnableRelaxedIndexerAccess = false,
            LoopLimit = LoopLimit,
            RecursiveLimit = RecursionLimit,
            OutputLimit = OutputLimit,
            LimitToString = OutputLimit,
            OnOutputLimit = ScriptLimitBehavior.Throw,
            OnStringLimit = ScriptLimitBehavior.Throw,
            RegexTimeOut = TimeSpan.FromMilliseconds(200),
            NewLine = "\n",
        };

        // Whatever a template assigns lands here and is gone with the context; our own names cannot be assigned to.
        var own = new ScriptObject();
        foreach (var (name, value) in scopes.SelectMany(scope => scope))
        {
            own.SetValue(name, value, readOnly: true);
        }

        context.PushGlobal(own);
        try
        {
            problem = null;
            return template.Render(context);
        }
        catch (ScriptAbortException e)
        {
            problem = At(e.Span, $"takes longer than {TimeLimit.TotalSeconds:0} s; is there a loop without an end?");
        }
        catch (ScriptRuntimeException e)
        {
            problem = At(e.Span, e.OriginalMessage);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException or InvalidCastException or IndexOutOfRangeException or OperationCanceledException or DivideByZeroException)
        {
            problem = At(context.CurrentSpan, e.Message);
        }

        return null;
    }

    /// <summary>A Scriban message where an editor can find it.</summary>
    public static Problem At(SourceSpan span, string message) =>
        Problem.Error(span.FileName ?? "template", span.Start.Line + 1, span.Start.Column + 1, message.ReplaceLineEndings(" ").Trim());

    private static BuiltinFunctions Builtins(TemplateKind kind)
    {
        var builtins = new BuiltinFunctions();

        // What differs from run to run would make two copies of one message differ; what evaluates text would run a
        // subscriber's name as code.
        Remove("object", "eval", "eval_template");
        Remove("date", "now", "today");
        Remove("math", "uuid", "random");
        builtins.Remove("include_join");
        builtins.SetValue("include", new PartialFunction(kind), readOnly: true);
        builtins.Import("default", new Func<object?, object?, object?>((value, fallback) => value is null or "" ? fallback : value));
        foreach (var member in builtins.GetMembers().ToList())
        {
            // Shared by all readers: what one template wrote there, the next would read.
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

    /// <summary><c>include</c> whose result is not escaped a second time.</summary>
    private sealed class PartialFunction(TemplateKind kind) : IScriptCustomFunction
    {
        private readonly IncludeFunction _include = new();

        public int RequiredParameterCount => _include.RequiredParameterCount;
        public int ParameterCount => _include.ParameterCount;
        public ScriptVarParamKind VarParamKind => _include.VarParamKind;
        public Type ReturnType => _include.ReturnType;

        public ScriptParameterInfo GetParameterInfo(int index) => _include.GetParameterInfo(index);

        public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement)
        {
            var text = _include.Invoke(context, callerContext, arguments, blockStatement);
            return kind is TemplateKind.Html && text is string html ? new RawHtml(html) : text;
        }

        public ValueTask<object?> InvokeAsync(
            TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
            ValueTask.FromResult(Invoke(context, callerContext, arguments, blockStatement));
    }

    /// <summary>Escapes what an expression gives, unless it is HTML already.</summary>
    private sealed class SandboxContext(ScriptObject builtins, TemplateKind kind) : TemplateContext(builtins)
    {
        public override TemplateContext Write(SourceSpan span, object? textAsObject)
        {
            // A capture holds output that was escaped when it was written.
            var isReady = kind is TemplateKind.Text || textAsObject is null or RawHtml or IScriptOutput;
            return base.Write(span, isReady ? textAsObject : RawHtml.Escape(ObjectToString(textAsObject) ?? ""));
        }
    }
}

/// <summary>HTML that is finished: rendered Markdown, or the output of a partial.</summary>
internal sealed record RawHtml(string Html)
{
    public static string Escape(string text) =>
        text.AsSpan().IndexOfAny("&<>\"'") < 0
            ? text
            : text.Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace(">", "&gt;", StringComparison.Ordinal)
                .Replace("\"", "&quot;", StringComparison.Ordinal)
                .Replace("'", "&#39;", StringComparison.Ordinal);

    public override string ToString() => Html;
}
