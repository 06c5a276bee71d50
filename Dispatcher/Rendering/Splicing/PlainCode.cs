using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Words;
using Scriban;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// Recognises the most common code: a value of the reader, a choice by such values, words with such values, and a
/// partial that has them as arguments. It makes pieces of it that need no template engine, because a context of the
/// engine costs more than all the rest of a message.
/// Tests: SpliceTests.
/// </summary>
/// <param name="constant">The text of an expression that is the same for every reader; null for others.</param>
/// <param name="partial">A partial by its name; null when there is none.</param>
/// <param name="words">What <c>say</c> says; null without a newsletter in scope.</param>
internal sealed class PlainCode(
    TemplateKind kind,
    Func<ScriptExpression, string?> constant,
    Func<string, Template?> partial,
    ReaderWords? words
)
{
    /// <summary>Partials within partials are followed this far.</summary>
    private const int Deepest = 5;

    /// <summary>
    /// The piece that does the same as the statement; null when the statement needs the template engine.
    /// </summary>
    public ReaderPiece? Of(ScriptStatement statement, bool isOneLine) =>
        Of(statement, isOneLine, new([], 0)) as ReaderPiece;

    private Piece? Of(ScriptStatement statement, bool isOneLine, Scope scope) =>
        statement switch
        {
            ScriptExpressionStatement { Expression: { } expression } => ValueOf(expression, isOneLine, scope),
            ScriptIfStatement choice => ChoiceOf(choice, isOneLine, scope),
            _ => null,
        };

    private Piece? ValueOf(ScriptExpression expression, bool isOneLine, Scope scope) =>
        expression switch
        {
            ScriptMemberExpression member when FieldOf(member) is { } field => new ReaderValue(
                field,
                null,
                kind,
                isOneLine
            ),
            ScriptPipeCall
            {
                From: ScriptMemberExpression member,
                To: ScriptFunctionCall
                {
                    Target: ScriptVariableGlobal { Name: "default" },
                    Arguments: { Count: 1 } arguments
                },
            } when FieldOf(member) is { } field && arguments[0] is ScriptLiteral { Value: string fallback } =>
                new ReaderValue(field, fallback, kind, isOneLine),
            ScriptIndexerExpression { Target: ScriptVariableLocal, Index: ScriptLiteral { Value: int number } } =>
                scope.Arguments.ElementAtOrDefault(number - 1),
            ScriptFunctionCall { Target: ScriptVariableGlobal { Name: SayFunction.Name } } call
                when SentenceOf(call, isOneLine, scope) is { } sentence => sentence,
            ScriptFunctionCall { Target: ScriptVariableGlobal { Name: "include" } } call => IncludeOf(
                call,
                isOneLine,
                scope
            ),
            ScriptNestedExpression { Expression: { } inner } => ValueOf(inner, isOneLine, scope),
            _ => constant(expression) is { } text ? new FixedText(text) : null,
        };

    /// <summary>Words with plain values only, and without a number that chooses between two forms.</summary>
    private ReaderSentence? SentenceOf(ScriptFunctionCall call, bool isOneLine, Scope scope)
    {
        if (
            words is null
            || call.Arguments.Count == 0
            || call.Arguments[0] is not ScriptLiteral { Value: string key }
            || SayFunction.Wrong(key, call.Arguments.Count - 1) is not null
            || !WordTable.English.Phrases.ContainsKey(key)
        )
        {
            return null;
        }

        var pieces = new List<Piece>();
        foreach (var (text, place) in words.Phrase(key).Pieces)
        {
            pieces.Add(new FixedText(kind is TemplateKind.Html ? RawHtml.Escape(text) : text));
            if (place is null)
            {
                continue;
            }

            // Words and partials as values would be escaped another time.
            var value = call.Arguments[place.Value + 1];
            if (
                value is ScriptFunctionCall or ScriptNestedExpression { Expression: ScriptFunctionCall }
                || ValueOf(value, isOneLine: false, scope) is not { } piece
            )
            {
                return null;
            }

            pieces.Add(piece);
        }

        return new(pieces, kind, isOneLine);
    }

    private ReaderPieces? IncludeOf(ScriptFunctionCall call, bool isOneLine, Scope scope)
    {
        if (
            scope.Depth == Deepest
            || call.Arguments.Count == 0
            || call.Arguments[0] is not ScriptLiteral { Value: string name }
            || partial(name) is not { Page.Body: { } body }
        )
        {
            return null;
        }

        var arguments = new List<Piece>();
        foreach (var argument in call.Arguments.Skip(1))
        {
            if (ArgumentOf(argument, scope) is not { } piece)
            {
                return null;
            }

            arguments.Add(piece);
        }

        return BlockOf(body, new(arguments, scope.Depth + 1)) is { } pieces ? new(pieces, isOneLine) : null;
    }

    /// <summary>A value that a partial gets; an include as a value would be escaped another time.</summary>
    private Piece? ArgumentOf(ScriptExpression argument, Scope scope) =>
        argument switch
        {
            ScriptNestedExpression { Expression: ScriptFunctionCall inner } => ArgumentOf(inner, scope),
            ScriptFunctionCall { Target: ScriptVariableGlobal { Name: SayFunction.Name } } call => SentenceOf(
                call,
                isOneLine: false,
                scope
            ),
            ScriptFunctionCall => null,
            _ => ValueOf(argument, isOneLine: false, scope),
        };

    private ReaderChoice? ChoiceOf(ScriptIfStatement choice, bool isOneLine, Scope scope)
    {
        if (TestsOf(choice.Condition) is not { } tests || BlockOf(choice.Then, scope) is not { } then)
        {
            return null;
        }

        var otherwise = choice.Else switch
        {
            null => [],
            ScriptElseStatement { Body: var body } => BlockOf(body, scope),
            ScriptIfStatement next => ChoiceOf(next, isOneLine, scope) is { } piece ? [piece] : null,
            _ => null,
        };
        return otherwise is null ? null : new(tests, then, otherwise, isOneLine);
    }

    private static List<ReaderTest>? TestsOf(ScriptExpression? condition) =>
        condition switch
        {
            ScriptNestedExpression nested => TestsOf(nested.Expression),
            ScriptMemberExpression member when FieldOf(member) is { } field => [new(field, null, IsNegated: false)],
            ScriptBinaryExpression
            {
                Operator: ScriptBinaryOperator.CompareEqual or ScriptBinaryOperator.CompareNotEqual,
                Left: ScriptMemberExpression member,
                Right: ScriptLiteral { Value: string text },
            } comparison when FieldOf(member) is { } field =>
            [
                new(field, text, comparison.Operator is ScriptBinaryOperator.CompareNotEqual),
            ],
            ScriptBinaryExpression { Operator: ScriptBinaryOperator.And } both
                when TestsOf(both.Left) is { } left && TestsOf(both.Right) is { } right => [.. left, .. right],
            _ => null,
        };

    private List<Piece>? BlockOf(ScriptBlockStatement? block, Scope scope)
    {
        var pieces = new List<Piece>();
        foreach (var statement in block?.Statements ?? [])
        {
            switch (statement)
            {
                case ScriptEndStatement or ScriptNopStatement or ScriptEscapeStatement { Indent: null or "" }:
                case ScriptExpressionStatement { Expression: null }:
                    break;
                case ScriptRawStatement raw:
                    pieces.Add(new FixedText(raw.Text.ToString()));
                    break;
                default:
                    if (Of(statement, isOneLine: false, scope) is not { } piece)
                    {
                        return null;
                    }

                    pieces.Add(piece);
                    break;
            }
        }

        return pieces;
    }

    private static ReaderField? FieldOf(ScriptMemberExpression member) =>
        ((member.Target as ScriptVariableGlobal)?.Name, member.Member?.Name) switch
        {
            ("subscriber", "email") => ReaderField.Email,
            ("subscriber", "first_name") => ReaderField.FirstName,
            ("subscriber", "last_name") => ReaderField.LastName,
            ("subscriber", "time_zone") => ReaderField.TimeZone,
            ("subscriber", "status") => ReaderField.Status,
            ("subscriber", "term") => ReaderField.Term,
            ("subscriber", "term_ends_on") => ReaderField.TermEndsOn,
            ("subscriber", "ref") => ReaderField.Reference,
            ("links", "unsubscribe") => ReaderField.Unsubscribe,
            ("links", "manage") => ReaderField.Manage,
            ("links", "pay") => ReaderField.Pay,
            _ => null,
        };

    /// <summary>The arguments of the partial that is followed, and how deep it stands.</summary>
    private sealed record Scope(IReadOnlyList<Piece> Arguments, int Depth);
}
