using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Text;
using Scriban;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>
/// Compares the names below <c>extra:</c> with those that the templates of the issue use. A name that an issue does
/// not have is empty and no error, so a misspelt one would go unseen. Pure.
/// </summary>
internal static class ExtraCheck
{
    /// <summary>Names that the issue gives and no template uses, and the other way round.</summary>
    /// <param name="bodies">The text of the issue as template code, for HTML and text.</param>
    public static IEnumerable<Problem> Problems(
        Issue issue,
        TemplateSet templates,
        IReadOnlyList<(TemplateKind Kind, Template Body)> bodies
    )
    {
        var uses = new Names();
        foreach (var (kind, body) in bodies)
        {
            foreach (var (_, code, _) in TemplateReach.Of(templates, issue.Template, kind, body))
            {
                Visit(code, uses, isAsked: false);
            }
        }

        if (uses.Any)
        {
            yield break;
        }

        var line = issue.KeyLines.GetValueOrDefault(ExtraValues.Key);
        foreach (var name in issue.Extra.Keys.Where(name => !uses.Shown.Contains(name) && !uses.Asked.Contains(name)))
        {
            var meant = DidYouMean.Closest(name, [.. uses.Shown.Union(uses.Asked)]) is { } near
                ? $"did you mean {near}?"
                : "delete it, or use it there.";
            yield return Problem.Warning(
                issue.File,
                line,
                0,
                $"the template {issue.Template} does not use extra.{name}; {meant}"
            );
        }

        foreach (var name in uses.Shown.Where(name => !uses.Asked.Contains(name) && !issue.Extra.ContainsKey(name)))
        {
            yield return Problem.Warning(
                issue.File,
                line,
                0,
                $"the template {issue.Template} shows issue.extra.{name}, which is empty here; write {name}: below "
                    + "extra:."
            );
        }
    }

    /// <param name="isAsked">True where the code only asks whether there is a value: an <c>if</c>, a
    /// <c>default</c>.</param>
    private static void Visit(ScriptNode? node, Names uses, bool isAsked)
    {
        switch (node)
        {
            case null:
                return;
            case ScriptMemberExpression { Target: var target, Member.Name: var name } when IsExtra(target):
                (isAsked ? uses.Asked : uses.Shown).Add(name);
                return;
            case ScriptMemberExpression or ScriptIndexerExpression when IsExtra(node):
            case ScriptVariableGlobal { Name: "issue" }:
                // The object as a whole: the code may use any name of it.
                uses.Any = true;
                return;
            case ScriptMemberExpression { Target: ScriptVariableGlobal { Name: "issue" } }:
                return;
            case ScriptIfStatement choice:
                Visit(choice.Condition, uses, isAsked: true);
                Visit(choice.Then, uses, isAsked);
                Visit(choice.Else, uses, isAsked);
                return;
            case ScriptConditionalExpression choice:
                Visit(choice.Condition, uses, isAsked: true);
                Visit(choice.ThenValue, uses, isAsked);
                Visit(choice.ElseValue, uses, isAsked);
                return;
            case ScriptForStatement loop:
                Visit(loop.Iterator, uses, isAsked: true);
                Visit(loop.Body, uses, isAsked);
                return;
            case ScriptPipeCall { To: ScriptFunctionCall { Target: ScriptVariableGlobal { Name: "default" } } } pipe:
                Visit(pipe.From, uses, isAsked: true);
                Visit(pipe.To, uses, isAsked);
                return;
        }

        for (var i = 0; i < node.ChildrenCount; i++)
        {
            Visit(node.GetChildren(i), uses, isAsked);
        }
    }

    private static bool IsExtra(ScriptNode? node) =>
        node is ScriptMemberExpression { Target: ScriptVariableGlobal { Name: "issue" }, Member.Name: ExtraValues.Key };

    /// <summary>The names below <c>issue.extra</c> that code uses.</summary>
    private sealed class Names
    {
        public SortedSet<string> Shown { get; } = new(StringComparer.Ordinal);

        public SortedSet<string> Asked { get; } = new(StringComparer.Ordinal);

        /// <summary>True when the code can use a name that does not stand in it.</summary>
        public bool Any { get; set; }
    }
}
