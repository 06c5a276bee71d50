using Scriban;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// Tells which statements of a template have to wait for a reader. The others are run once a dispatch.
/// </summary>
/// <remarks>
/// The rule is coarse so that it is plainly right: a variable belongs either to the readers or to the issue. A
/// statement that touches <c>subscriber</c> or <c>links</c> waits, and every variable it touches, read or written, is
/// the readers' from then on, in the whole template and its partials, before and after. Whatever touches one of those
/// waits, too, until nothing more follows. So the two kinds of statements share only what cannot change (builtins,
/// <c>newsletter</c>,
/// <c>issue</c>), and either may be run without the other, as long as each kind keeps its order.
/// <para>
/// A statement counts as a whole, with all its blocks. Two are looked into: an <c>if</c> whose condition does not wait,
/// and
/// <c>include "name"</c> of a partial.
/// </para>
/// </remarks>
internal sealed class BindingTime
{
    /// <summary>
    /// In scope everywhere and never written: they connect nothing. The loop objects live within one statement.
    /// </summary>
    private static readonly string[] ScopeNames =
    [
        "newsletter",
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

    /// <summary>Analyses a template with the partials that it includes.</summary>
    /// <param name="partial">A partial by its name; null when there is none.</param>
    /// <param name="allPartials">The names of all partials there are.</param>
    /// <param name="builtins">The names of all functions there are.</param>
    /// <param name="bodyWaits">Whether <c>issue.body</c> differs from reader to reader.</param>
    /// <returns>Null when the template must be run for each reader as a whole.</returns>
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

    /// <summary>The statement has to wait for a reader, with all that is in it.</summary>
    public bool Waits(ScriptNode statement) => _waiting.Contains(statement);

    /// <summary>The statement includes a partial that is run with it, except for what waits in there.</summary>
    public bool Enters(ScriptNode statement) => _entered.Contains(statement);

    /// <summary>What a statement touches, with the partials it includes.</summary>
    public IReadOnlySet<string> NamesIn(ScriptNode statement) =>
        Reachable(UseOf(statement)).SelectMany(use => use.Names).ToHashSet(StringComparer.Ordinal);

    /// <summary>The statement, or a partial it includes, can take long.</summary>
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

        // A loop or a function may give one of our names another meaning; nobody does, so nothing is made of it.
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

    /// <returns>False when something that waits may leave the block, so that what comes after it waits as
    /// well.</returns>
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
