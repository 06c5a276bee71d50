using Scriban;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// Decides which statements of a template must wait for a reader. The others are run once for each dispatch.
/// Tests: SpliceTests.
/// </summary>
/// <remarks>
/// The rule is coarse, so that it is easy to see that it is right: a variable belongs either to the readers or to the
/// issue. A statement that uses <c>subscriber</c> or <c>links</c> waits, and each variable that it reads or writes
/// belongs to the readers in the whole template and its partials, before and after the statement. A statement that uses
/// such a variable waits, too; this is repeated until no more statements follow. So the two kinds of statements share
/// only objects that cannot change (builtins, <c>newsletter</c>, <c>look</c>, <c>issue</c>), and each kind can be run
/// without the other, as long as it keeps its order.
/// <para>
/// A statement counts as a whole, with all its blocks. The blocks of two statements are analysed: of an <c>if</c> whose
/// condition does not wait, and of <c>include "name"</c> of a partial.
/// </para>
/// </remarks>
internal sealed class BindingTime
{
    /// <summary>
    /// Names that are in scope everywhere and never written, so they do not connect statements. The loop objects exist
    /// only within one statement.
    /// </summary>
    private static readonly string[] ScopeNames =
    [
        "newsletter",
        "look",
        "issue",
        CodeUse.Body,
        "links",
        CodeUse.SharedLinks,
        "subscriber",
        "for",
        "while",
        "tablerow",
    ];

    private readonly ScriptBlockStatement _page;
    private readonly Func<string, Template?> _partial;
    private readonly Dictionary<ScriptNode, CodeUse> _uses = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, CodeUse?> _partialUses = new(StringComparer.Ordinal);
    private readonly HashSet<ScriptNode> _waiting = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<ScriptNode> _entered = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _readersNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);
    private readonly HashSet<string> _closedPartials = new(StringComparer.Ordinal);
    private readonly HashSet<string> _visitedPartials = new(StringComparer.Ordinal);
    private readonly IEnumerable<string> _allPartials;

    private BindingTime(ScriptBlockStatement page, Func<string, Template?> partial, IEnumerable<string> allPartials)
    {
        _page = page;
        _partial = partial;
        _allPartials = allPartials;
    }

    /// <summary>Analyses a template together with the partials that it includes.</summary>
    /// <param name="partial">A partial by its name; null when there is none.</param>
    /// <param name="allPartials">The names of all existing partials.</param>
    /// <param name="builtins">The names of all existing functions.</param>
    /// <param name="bodyWaits">True when <c>issue.body</c> differs between readers.</param>
    /// <returns>Null when the template must be run as a whole for each reader.</returns>
    public static BindingTime? Of(
        Template page,
        Func<string, Template?> partial,
        IEnumerable<string> allPartials,
        IEnumerable<string> builtins,
        bool bodyWaits
    )
    {
        var analysis = new BindingTime(page.Page?.Body ?? new ScriptBlockStatement(), partial, allPartials);
        return analysis.Prepare(builtins, bodyWaits) && analysis.Spread() ? analysis : null;
    }

    /// <summary>True when the statement, with all its content, must wait for a reader.</summary>
    public bool Waits(ScriptNode statement) => _waiting.Contains(statement);

    /// <summary>
    /// True when the statement includes a partial that is run with it, except for the statements in it that wait.
    /// </summary>
    public bool Enters(ScriptNode statement) => _entered.Contains(statement);

    /// <summary>The names that a statement and the partials it includes use.</summary>
    public IReadOnlySet<string> NamesIn(ScriptNode statement) =>
        Reachable(UseOf(statement)).SelectMany(use => use.Names).ToHashSet(StringComparer.Ordinal);

    /// <summary>True when the statement, or a partial it includes, can take long.</summary>
    public bool CanTakeLong(ScriptNode statement) => Reachable(UseOf(statement)).Any(use => use.CanTakeLong);

    private bool Prepare(IEnumerable<string> builtins, bool bodyWaits)
    {
        var all = Reachable(UseOf(_page)).ToList();
        var written = all.SelectMany(use => use.Written).ToHashSet(StringComparer.Ordinal);
        _constants.UnionWith(ScopeNames);
        _constants.UnionWith(builtins);
        _readersNames.UnionWith(["subscriber", "links"]);
        if (bodyWaits)
        {
            _readersNames.Add(CodeUse.Body);
        }

        // A loop or a function could give one of our names another meaning. That is rare, so such a template is not
        // spliced.
        return !written.Overlaps(_constants) && !all.Any(use => use.HidesNames);
    }

    private bool Spread()
    {
        for (; ; )
        {
            var before = (_readersNames.Count, _closedPartials.Count);
            _waiting.Clear();
            _entered.Clear();
            _visitedPartials.Clear();
            if (!VisitBlock(_page))
            {
                return false;
            }

            if (before == (_readersNames.Count, _closedPartials.Count))
            {
                return true;
            }
        }
    }

    /// <returns>False when a statement that waits may leave the block, so that the statements after it must wait,
    /// too.</returns>
    private bool VisitBlock(ScriptBlockStatement? block) => block is null || block.Statements.All(Visit);

    private bool Visit(ScriptStatement statement)
    {
        switch (statement)
        {
            case ScriptIfStatement choice when !Waits(UseOf(choice.Condition!)):
                return VisitBlock(choice.Then) && (choice.Else is null || Visit(choice.Else));
            case ScriptElseStatement otherwise:
                return VisitBlock(otherwise.Body);
            case ScriptExpressionStatement when OpenPartial(statement) is { } name:
                _entered.Add(statement);
                VisitPartial(name);
                return true;
        }

        var use = UseOf(statement);
        if (!Waits(use))
        {
            return true;
        }

        _waiting.Add(statement);
        _readersNames.UnionWith(
            Reachable(use).SelectMany(part => part.Names).Where(name => !_constants.Contains(name))
        );
        return !Reachable(use).Any(part => part.Leaves);
    }

    private void VisitPartial(string name)
    {
        if (_visitedPartials.Add(name) && !VisitBlock(_partial(name)!.Page?.Body))
        {
            _closedPartials.Add(name);
        }
    }

    private string? OpenPartial(ScriptStatement statement) =>
        CodeUse.PlainInclude(statement) is { } name
        && UseOfPartial(name) is { HasLocals: false }
        && !_closedPartials.Contains(name)
            ? name
            : null;

    private bool Waits(CodeUse use) => Reachable(use).Any(part => part.Names.Overlaps(_readersNames));

    /// <summary>The code itself and all partials that it may run.</summary>
    private IEnumerable<CodeUse> Reachable(CodeUse start)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<CodeUse>([start]);
        while (open.TryPop(out var use))
        {
            yield return use;
            foreach (var name in (use.IncludesAnything ? _allPartials : use.Partials).Where(seen.Add))
            {
                if (UseOfPartial(name) is { } partial)
                {
                    open.Push(partial);
                }
            }
        }
    }

    private CodeUse UseOf(ScriptNode node)
    {
        if (!_uses.TryGetValue(node, out var use))
        {
            _uses[node] = use = CodeUse.Of(node);
        }

        return use;
    }

    private CodeUse? UseOfPartial(string name)
    {
        if (!_partialUses.TryGetValue(name, out var use))
        {
            _partialUses[name] = use = _partial(name) is { Page.Body: { } body } ? CodeUse.Of(body) : null;
        }

        return use;
    }
}
