using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Splicing;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Text;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>Walks through the code of one template and collects its faults. Tests: CodeCheckTests.</summary>
internal sealed class CodeFaults
{
    private static readonly ScriptObject Builtins = Sandbox.Builtins(TemplateKind.Html);

    /// <summary>What an editor may write for a value of a reader.</summary>
    private static readonly string[] PersonalNames = ["first_name", "last_name"];

    private readonly ScopeNames _names;
    private readonly bool _hasLines;
    private readonly HashSet<string> _globals;
    private readonly List<(Finding Finding, SourceSpan Span, string Message)> _found = [];

    /// <param name="hasLines">False for the subject and the preheader, which cannot show themselves.</param>
    public CodeFaults(Template template, ScopeNames names, bool hasLines)
    {
        (_names, _hasLines) = (names, hasLines);
        if (template.Page?.Body is not { } page)
        {
            _globals = [];
            return;
        }

        var use = CodeUse.Of(page);
        _globals =
        [
            .. use.Written,
            .. names.Members.Keys,
            .. ScopeNames.Open,
            .. Builtins.GetMembers(),
            "for",
            "while",
        ];
        _globals.Add("tablerow");

        // A partial can make names, too, and so can code that hides them.
        _canHaveOthers = use.IncludesAnything || use.HidesNames || use.Partials.Count > 0;
        Visit(page, []);
    }

    private readonly bool _canHaveOthers;

    public IReadOnlyList<(Finding Finding, SourceSpan Span, string Message)> Found => _found;

    /// <param name="known">Names of readers of which a condition around the code speaks.</param>
    private void Visit(ScriptNode? node, HashSet<string> known)
    {
        switch (node)
        {
            case null:
                return;
            case ScriptIfStatement choice:
                Visit(choice.Condition, known);
                var within = known.Concat(PersonalIn(choice.Condition)).ToHashSet(StringComparer.Ordinal);
                Visit(choice.Then, within);
                Visit(choice.Else, within);
                return;
            case ScriptExpressionStatement { Expression: { } shown } when !HasDefault(shown):
                foreach (var name in PersonalIn(shown).Where(name => !known.Contains(name)).Take(1))
                {
                    Add(
                        Findings.NameNoDefault,
                        shown,
                        $"not every subscriber has a {name}; say what stands there without one: {{{{ "
                            + $"subscriber.{name} | "
                            + "default \"there\" }}."
                    );
                }

                break;
            case ScriptBinaryExpression
            {
                Operator: ScriptBinaryOperator.CompareEqual or ScriptBinaryOperator.CompareNotEqual,
            } comparison:
                Compare(comparison.Left, comparison.Right);
                Compare(comparison.Right, comparison.Left);
                break;
            case ScriptCaseStatement { Value: { } value, Body: { } body }:
                foreach (var one in body.Statements.OfType<ScriptWhenStatement>().SelectMany(when => when.Values))
                {
                    Compare(value, one);
                }

                break;
            case ScriptMemberExpression { Target: ScriptVariableGlobal target } member:
                CheckMember(target.Name, member);
                return;
            case ScriptMemberExpression member:
                Visit(member.Target, known);
                return;
            case ScriptNamedArgument argument:
                Visit(argument.Value, known);
                return;
            case ScriptObjectMember member:
                Visit(member.Value, known);
                return;
            case ScriptVariableGlobal variable:
                CheckGlobal(variable);
                return;
        }

        for (var i = 0; i < node.ChildrenCount; i++)
        {
            Visit(node.GetChildren(i), known);
        }
    }

    private void CheckMember(string target, ScriptMemberExpression member)
    {
        var name = member.Member?.Name ?? "";
        if (Builtins.GetMembers().Contains(target) && Builtins[target] is ScriptObject functions)
        {
            if (!functions.ContainsKey(name))
            {
                Unknown(member, $"{target}.{name}", Near(target, name, functions.Keys));
            }

            return;
        }

        if (!_names.Members.TryGetValue(target, out var members))
        {
            CheckGlobal((ScriptVariableGlobal)member.Target!);
            return;
        }

        var isLine = target == "issue" && name is "subject" or "preheader" or "body";
        if (!members.Contains(name) || (isLine && !_hasLines))
        {
            Unknown(member, $"{target}.{name}", Near(target, name, members.Where(known => known != name)));
        }
    }

    private void CheckGlobal(ScriptVariableGlobal variable)
    {
        if (_globals.Contains(variable.Name) || _canHaveOthers)
        {
            return;
        }

        var member = _names
            .Members.SelectMany(pair => pair.Value.Select(name => (pair.Key, name)))
            .Where(pair => pair.name == variable.Name)
            .Select(pair => $"{pair.Key}.{pair.name}")
            .FirstOrDefault();
        Unknown(variable, variable.Name, member ?? DidYouMean.Closest(variable.Name, _globals));
    }

    private static string? Near(string target, string name, IEnumerable<string> known) =>
        DidYouMean.Closest(name, known) is { } near ? $"{target}.{near}" : null;

    private void Unknown(ScriptNode at, string name, string? meant) =>
        Add(
            Findings.CodeName,
            at,
            $"there is no {IssueKeys.Quoted(name)}"
                + (meant is null ? "; docs/editors.md lists the names there are." : $", did you mean {meant}?")
        );

    /// <summary>A comparison with a value that the name can never have.</summary>
    private void Compare(ScriptExpression? one, ScriptExpression? other)
    {
        if (
            one is not ScriptMemberExpression { Target: ScriptVariableGlobal target, Member.Name: var name }
            || other is not ScriptLiteral { Value: string value }
            || !_names.Values.TryGetValue($"{target.Name}.{name}", out var possible)
            || possible.Contains(value)
        )
        {
            return;
        }

        var elsewhere = _names.Values.FirstOrDefault(pair => pair.Value.Contains(value.ToLowerInvariant())).Key;
        var meant =
            value.Length == 0 ? $"; write !{target.Name}.{name} for a reader without one."
            : elsewhere is not null && elsewhere != $"{target.Name}.{name}"
                ? $", did you mean {elsewhere} == \"{value.ToLowerInvariant()}\"?"
            : DidYouMean.Closest(value, possible) is { } near ? $", did you mean \"{near}\"?"
            : $"; it is one of {string.Join(", ", possible)}.";
        Add(Findings.CodeNeverTrue, one, $"{target.Name}.{name} is never {IssueKeys.Quoted(value)}{meant}");
    }

    /// <summary>The names of readers that an expression shows or asks for.</summary>
    private static IEnumerable<string> PersonalIn(ScriptNode? node)
    {
        if (
            node is ScriptMemberExpression
            {
                Target: ScriptVariableGlobal { Name: "subscriber" },
                Member.Name: var name
            }
        )
        {
            return PersonalNames.Contains(name) ? [name] : [];
        }

        return node is null
            ? []
            : Enumerable.Range(0, node.ChildrenCount).SelectMany(i => PersonalIn(node.GetChildren(i)));
    }

    /// <summary>True for code that says what stands there without a value, and for code that shows nothing.</summary>
    private static bool HasDefault(ScriptNode? node) =>
        node switch
        {
            null => false,
            ScriptAssignExpression or ScriptConditionalExpression => true,
            ScriptBinaryExpression { Operator: ScriptBinaryOperator.EmptyCoalescing } => true,
            ScriptVariableGlobal { Name: "default" or "include" } => true,
            ScriptFunctionCall { Target: ScriptVariableGlobal { Name: var name } } when IsMeantAsDefault(name) => true,
            _ => Enumerable.Range(0, node.ChildrenCount).Any(i => HasDefault(node.GetChildren(i))),
        };

    private static bool IsMeantAsDefault(string name) =>
        !Builtins.GetMembers().Contains(name) && DidYouMean.Closest(name, ["default"]) is not null;

    private void Add(Finding finding, ScriptNode at, string message) => _found.Add((finding, at.Span, message));
}
