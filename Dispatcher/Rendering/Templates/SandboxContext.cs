using Newsletter.Dispatcher.Words;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>
/// The context of a template: new for each rendering, with our names and limits; it escapes the output.
/// Tests: SandboxTests.
/// </summary>
internal class SandboxContext : TemplateContext
{
    private const int MaxLoops = 10_000;
    private const int MaxRecursion = 50;

    private readonly TemplateKind _kind;

    /// <param name="partials">As <see cref="TemplateSet.Partials"/> returns them.</param>
    /// <param name="scopes">Objects in scope, the outermost first; they are not changed.</param>
    public SandboxContext(TemplateKind kind, ITemplateLoader partials, IReadOnlyList<ScriptObject> scopes)
        : base(Sandbox.Builtins(kind))
    {
        _kind = kind;
        TemplateLoader = partials;
        StrictVariables = true;
        EnableRelaxedMemberAccess = false;
        EnableRelaxedTargetAccess = false;
        EnableRelaxedIndexerAccess = false;
        LoopLimit = MaxLoops;
        RecursiveLimit = MaxRecursion;
        OutputLimit = Sandbox.OutputLimit;
        LimitToString = Sandbox.OutputLimit;
        OnOutputLimit = ScriptLimitBehavior.Throw;
        OnStringLimit = ScriptLimitBehavior.Throw;
        RegexTimeOut = TimeSpan.FromMilliseconds(200);
        NewLine = "\n";

        // Assignments of the template go into this object, which is dropped with the context; our own names cannot be
        // assigned.
        var own = new ScriptObject();
        foreach (var scope in scopes)
        {
            foreach (var (name, value) in scope)
            {
                own.SetValue(name, value, readOnly: true);
                Words = (value as NewsletterScope)?.Words ?? Words;
            }
        }

        PushGlobal(own);
    }

    /// <summary>The words of the newsletter in scope; null without a newsletter.</summary>
    public ReaderWords? Words { get; }

    public override TemplateContext Write(SourceSpan span, object? textAsObject)
    {
        // A capture contains output that was already escaped.
        var isReady = _kind is TemplateKind.Text || textAsObject is null or RawHtml or IScriptOutput;
        return base.Write(span, isReady ? textAsObject : RawHtml.Escape(ObjectToString(textAsObject) ?? ""));
    }

    /// <summary>Partials are parsed once, and not once for each reader.</summary>
    protected override Template CreateTemplate(string templatePath, ScriptNode? callerContext) =>
        (TemplateLoader as TemplateSet.PartialLoader)?.Parsed(templatePath)
        ?? base.CreateTemplate(templatePath, callerContext);
}
