using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// The names that a piece of template code uses, read from its syntax tree without running it.
/// Tests: SpliceTests.
/// </summary>
/// <remarks>
/// In doubt a name counts: it does not matter where it stands, whether it is read or written, and what it means there.
/// </remarks>
internal sealed class CodeUse
{
    /// <summary>The name for the body of the issue. The rest of <c>issue</c> is the same for every reader.</summary>
    public const string Body = "issue.body";

    /// <summary>The name for the links that are the same for every reader. The rest of <c>links</c> differs.</summary>
    public const string SharedLinks = "links.web";

    /// <summary>The names for the lines of the issue that may have placeholders.</summary>
    public const string Subject = "issue.subject";

    public const string Preheader = "issue.preheader";

    private int _functions;
    private int _loops;

    private CodeUse() { }

    /// <summary>Variables and functions, by their first name: <c>subscriber</c> for <c>subscriber.email</c>.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>The names that get a value here: assigned, loop variables, captured, defined.</summary>
    public HashSet<string> Written { get; } = new(StringComparer.Ordinal);

    /// <summary>The partials that are included by a literal name.</summary>
    public HashSet<string> Partials { get; } = new(StringComparer.Ordinal);

    /// <summary>True when it includes partials whose names are known only when it runs.</summary>
    public bool IncludesAnything { get; private set; }

    /// <summary>True when it can use names that do not occur in the text: <c>this</c>, <c>import</c>.</summary>
    public bool HidesNames { get; private set; }

    /// <summary>
    /// True when it may leave its block: <c>ret</c>, and <c>break</c> or <c>continue</c> of an outer loop.
    /// </summary>
    public bool Leaves { get; private set; }

    /// <summary>True when it uses <c>$</c> variables outside a function; each included template has its own.</summary>
    public bool HasLocals { get; private set; }

    /// <summary>True when it can take long: loops, functions, partials, regular expressions.</summary>
    public bool CanTakeLong { get; private set; }

    public static CodeUse Of(ScriptNode code)
    {
        var use = new CodeUse();
        use.Visit(code);
        return use;
    }

    /// <summary>
    /// The partial of a statement that only includes one: <c>{{ include "footer" }}</c>; null otherwise.
    /// </summary>
    public static string? PlainInclude(ScriptStatement statement) =>
        statement is ScriptExpressionStatement { Expression: ScriptFunctionCall { Arguments.Count: 1 } call }
            ? IncludedBy(call)
            : null;

    private static string? IncludedBy(ScriptFunctionCall call) =>
        call is { Target: ScriptVariableGlobal { Name: "include" }, Arguments.Count: > 0 }
        && call.Arguments[0] is ScriptLiteral { Value: string name }
            ? name
            : null;

    private void Visit(ScriptNode? node)
    {
        switch (node)
        {
            case null:
                return;
            case ScriptMemberExpression { Target: ScriptVariableGlobal { Name: "issue" or "links" } target } member:
                VisitMember(target.Name, member.Member!.Name);
                return;
            case ScriptMemberExpression member:
                // The name of a member is not a variable.
                Visit(member.Target);
                return;
            case ScriptVariable variable:
                VisitVariable(variable);
                return;
            case ScriptFunctionCall call when IncludedBy(call) is { } name:
                Partials.Add(name);
                CanTakeLong = true;
                VisitAll(call.Arguments);
                return;
            case ScriptFunction or ScriptAnonymousFunction:
                VisitFunction(node);
                return;
            case ScriptForStatement or ScriptWhileStatement or ScriptTableRowStatement:
                VisitLoop(node);
                return;
            case ScriptAssignExpression assignment:
                Write(assignment.Target);
                break;
            case ScriptIncrementDecrementExpression step:
                Write(step.Right);
                break;
            case ScriptCaptureStatement capture:
                Write(capture.Target);
                break;
            case ScriptReadOnlyStatement frozen:
                Write(frozen.Variable);
                break;
            case ScriptReturnStatement:
                Leaves |= _functions == 0;
                break;
            case ScriptBreakStatement or ScriptContinueStatement when _loops == 0:
                Leaves = true;
                break;
            case ScriptImportStatement or ScriptThisExpression:
                HidesNames = true;
                break;
            case ScriptWrapStatement:
                CanTakeLong = true;
                break;
        }

        VisitAll(node);
    }

    private void VisitAll(ScriptNode node)
    {
        for (var i = 0; i < node.ChildrenCount; i++)
        {
            Visit(node.GetChildren(i));
        }
    }

    private void VisitMember(string target, string member)
    {
        switch (target, member)
        {
            case ("links", "web" or "subscribe"):
                Names.Add(SharedLinks);
                break;
            case ("issue", "body"):
                Names.Add(Body);
                break;
            case ("issue", "subject"):
                Names.Add(Subject);
                break;
            case ("issue", "preheader"):
                Names.Add(Preheader);
                break;
            default:
                Names.Add(target);
                break;
        }
    }

    private void VisitVariable(ScriptVariable variable)
    {
        Names.Add(variable.Name);
        HasLocals |= variable is ScriptVariableLocal && _functions == 0;
        switch (variable.Name)
        {
            case "issue":
                // The object as a whole: the code may use any part of it.
                Names.UnionWith([Body, Subject, Preheader]);
                break;
            case "include":
                IncludesAnything = CanTakeLong = true;
                break;
            case "regex":
                CanTakeLong = true;
                break;
        }
    }

    private void VisitFunction(ScriptNode function)
    {
        if (function is ScriptFunction named)
        {
            Write(named.NameOrDoToken);
            if (named.Parameters is { } parameters)
            {
                foreach (var parameter in parameters)
                {
                    Write(parameter.Name);
                }
            }
        }

        // The body of a function cannot leave a loop around the function.
        var loops = _loops;
        _loops = 0;
        _functions++;
        VisitAll(function);
        _functions--;
        _loops = loops;
        CanTakeLong = true;
    }

    private void VisitLoop(ScriptNode loop)
    {
        if (loop is ScriptForStatement each)
        {
            // A tablerow is also a ScriptForStatement.
            Write(each.Variable);
        }

        _loops++;
        VisitAll(loop);
        _loops--;
        CanTakeLong = true;
    }

    private void Write(ScriptNode? target)
    {
        switch (target)
        {
            case ScriptVariable variable:
                Written.Add(variable.Name);
                break;
            case ScriptMemberExpression member:
                Write(member.Target);
                break;
            case ScriptIndexerExpression indexer:
                Write(indexer.Target);
                break;
            case ScriptNestedExpression nested:
                Write(nested.Expression);
                break;
        }
    }
}
