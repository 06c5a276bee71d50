using System.Security.Cryptography;
using System.Text;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Templates;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// Runs one part of an issue, HTML or text, as far as possible without a reader: the templates become pieces, of which
/// only a few must be made for each message.
/// Tests: SpliceTests.
/// </summary>
/// <remarks>
/// The order: <see cref="BindingTime"/> decides, <see cref="StaticPass"/> runs, and this class converts the rest.
/// </remarks>
/// <param name="shared">Objects in scope that are the same for every reader, without <c>issue</c> and
/// <c>links</c>.</param>
/// <param name="issueScope"><c>issue</c> without its body.</param>
/// <param name="links">Only the links that are the same for every reader are used.</param>
/// <param name="lines">The lines of the issue that have placeholders, by their names in <c>issue</c>.</param>
internal sealed class Splicer(
    TemplateKind kind,
    TemplateSet.PartialLoader partials,
    string slug,
    ScriptObject shared,
    ScriptObject issueScope,
    LinkBook links,
    IReadOnlyDictionary<string, ReaderLine> lines
)
{
    /// <summary>Every line is the same for all readers.</summary>
    public static readonly IReadOnlyDictionary<string, ReaderLine> NoLines = new Dictionary<string, ReaderLine>();

    /// <summary>Splices a page with the body that it shows.</summary>
    /// <param name="bodyProblem">Why the body cannot be rendered for any reader, with places in the body
    /// template.</param>
    /// <param name="pageProblem">Why the page cannot be rendered for any reader.</param>
    /// <returns>Null with a problem, or when the part must be rendered as a whole for each reader.</returns>
    public IReadOnlyList<Piece>? Splice(
        Template body,
        Template page,
        out Problem? bodyProblem,
        out Problem? pageProblem
    )
    {
        pageProblem = null;
        var inner = Pieces(body, "", bodyWaits: false, out bodyProblem);
        if (bodyProblem is not null)
        {
            return null;
        }

        var isFixed = inner is not null && inner.All(piece => piece is FixedText);
        var text = isFixed ? string.Concat(inner!.Cast<FixedText>().Select(piece => piece.Text)) : "";
        var outer = Pieces(
            page,
            kind is TemplateKind.Html ? new RawHtml(text) : text,
            bodyWaits: !isFixed,
            out pageProblem
        );
        return inner is null || outer is null || outer.Any(piece => piece is BodyPlace { IsOneLine: true })
            ? null
            : Joined([.. outer.SelectMany(piece => piece is BodyPlace ? inner : [piece])]);
    }

    /// <summary>Splices a line of the front matter.</summary>
    /// <returns>Null with a problem, or when the line must be rendered as a whole for each reader.</returns>
    public IReadOnlyList<Piece>? SpliceLine(Template line, out Problem? problem) =>
        Pieces(line, "", bodyWaits: false, out problem);

    private List<Piece>? Pieces(Template template, object body, bool bodyWaits, out Problem? problem)
    {
        problem = null;
        var analysis = BindingTime.Of(
            template,
            partials.Find,
            partials.Names,
            Sandbox.Builtins(kind).GetMembers(),
            [.. lines.Keys.Select(line => $"issue.{line}"), .. bodyWaits ? [CodeUse.Body] : Array.Empty<string>()]
        );
        if (analysis is null)
        {
            return null;
        }

        var issue = RenderScope.Named(("issue", RenderScope.WithBody(issueScope, body)));
        var pass = new StaticPass(
            analysis,
            Marker(template),
            kind,
            partials,
            [shared, issue, RenderScope.Named(("links", RenderScope.SharedLinks(links, slug)))]
        );
        if (
            pass.Run(template, out problem) is not var (texts, waiting)
            || waiting.Any(code => PlaceIn(code.Statement) is null && NeedsPart(analysis.NamesIn(code.Statement)))
        )
        {
            return null;
        }

        var script = new ReaderScript(
            kind,
            partials,
            [shared, issue],
            slug,
            waiting.Any(code => analysis.CanTakeLong(code.Statement))
        );
        var plain = new PlainCode(
            kind,
            expression => Constant(expression, issue),
            partials.Find,
            (shared["newsletter"] as NewsletterScope)?.Words
        );
        var pieces = new List<Piece> { new FixedText(texts[0]) };
        for (var i = 0; i < waiting.Count; i++)
        {
            pieces.Add(Open(waiting[i].Statement, plain, script, waiting[i].IsOneLine));
            pieces.Add(new FixedText(texts[i + 1]));
        }

        return pieces;
    }

    /// <summary>
    /// True for names of parts that code which waits cannot use, because they differ between readers.
    /// </summary>
    private bool NeedsPart(IReadOnlySet<string> names) =>
        names.Contains(CodeUse.Body) || lines.Keys.Any(line => names.Contains($"issue.{line}"));

    private OpenPiece Open(ScriptStatement statement, PlainCode plain, ReaderScript script, bool isOneLine) =>
        PlaceIn(statement) switch
        {
            "body" => new BodyPlace(isOneLine),
            { } line => new LinePiece(lines[line], kind, isOneLine),
            null => plain.Of(statement, isOneLine) is { } piece ? piece : new ReaderCode(statement, script, isOneLine),
        };

    /// <summary>
    /// The part of the issue that a statement only shows, if it differs between readers: <c>{{ issue.body }}</c>.
    /// </summary>
    private string? PlaceIn(ScriptStatement statement) =>
        statement
            is ScriptExpressionStatement
            {
                Expression: ScriptMemberExpression
                {
                    Target: ScriptVariableGlobal { Name: "issue" },
                    Member.Name: var name
                },
            }
        && (name == "body" || lines.ContainsKey(name))
            ? name
            : null;

    /// <summary>
    /// The text of an expression that uses only what is the same for every reader; null for others, and where it fails.
    /// </summary>
    private string? Constant(ScriptExpression expression, ScriptObject issue)
    {
        var use = CodeUse.Of(expression);
        if (
            use.CanTakeLong
            || use.HasLocals
            || use.HidesNames
            || use.Written.Count > 0
            || use.Partials.Count > 0
            || NeedsPart(use.Names)
            || !use.Names.All(name =>
                name == "issue" || name.StartsWith("issue.", StringComparison.Ordinal) || shared.ContainsKey(name)
            )
        )
        {
            return null;
        }

        var text = new StringBuilder();
        var context = new SandboxContext(kind, partials, [shared, issue]);
        context.PushOutput(new StringBuilderOutput(text));
        return Sandbox.Run(
            context,
            () =>
            {
                if (context.Evaluate(expression) is { } value)
                {
                    context.Write(expression.Span, value);
                }

                return text.ToString();
            },
            limit: null,
            out _
        );
    }

    /// <summary>
    /// Joins fixed texts that follow each other. Null when a text ends or begins within a character or within a line
    /// end.
    /// </summary>
    private static List<Piece>? Joined(IReadOnlyList<Piece> pieces)
    {
        var joined = new List<Piece>();
        var text = new StringBuilder();
        foreach (var piece in pieces)
        {
            if (piece is FixedText fixedText)
            {
                text.Append(fixedText.Text);
                continue;
            }

            EndText();
            joined.Add(piece);
        }

        EndText();
        return joined.Any(piece => piece is FixedText { Text: var whole } && !SplicedBody.CanStandAlone(whole))
            ? null
            : joined;

        void EndText()
        {
            if (text.Length > 0)
            {
                joined.Add(new FixedText(text.ToString()));
                text.Clear();
            }
        }
    }

    /// <summary>
    /// Made from all that could appear in the text, so that the text does not contain it, and so that it is the same in
    /// each run.
    /// </summary>
    private string Marker(Template template)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (
            var source in partials
                .Names.Order(StringComparer.Ordinal)
                .Select(name => partials.Find(name)!)
                .Where(partial => !partial.HasErrors)
                .Prepend(template)
        )
        {
            hash.AppendData(Encoding.UTF8.GetBytes(source.ToText()));
        }

        return $"zq{Convert.ToHexStringLower(hash.GetHashAndReset())}n";
    }
}
