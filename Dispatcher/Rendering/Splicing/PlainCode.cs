using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Words;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// Recognises the most common code, a value of the reader, a choice by such a value and words with such a value, and
/// makes pieces of it that need no template engine. A context of the engine costs more than all the rest of a message.
/// Tests: SpliceTests.
/// </summary>
/// <param name="shared">Objects in scope that are the same for every reader: the newsletter, whose words are
/// said.</param>
internal sealed class PlainCode(TemplateKind kind, ScriptObject shared)
{
    /// <summary>
    /// The piece that does the same as the statement; null when the statement needs the template engine.
    /// </summary>
    public ReaderPiece? Of(ScriptStatement statement, bool isOneLine) =>
        statement switch
        {
            ScriptExpressionStatement { Expression: { } expression } => PieceOf(expression, isOneLine),
            ScriptIfStatement choice => ChoiceOf(choice, isOneLine),
            _ => null,
        };

    private ReaderPiece? PieceOf(ScriptExpression expression, bool isOneLine) =>
        expression is ScriptFunctionCall { Target: ScriptVariableGlobal { Name: SayFunction.Name } } call
            ? SentenceOf(call, isOneLine)
            : ValueOf(expression, isOneLine);

    /// <summary>Words with plain values only, and without a number that chooses between two forms.</summary>
    private ReaderSentence? SentenceOf(ScriptFunctionCall call, bool isOneLine)
    {
        if (
            call.Arguments.Count == 0
            || call.Arguments[0] is not ScriptLiteral { Value: string key }
            || SayFunction.Wrong(key, call.Arguments.Count - 1) is not null
            || !WordTable.English.Phrases.ContainsKey(key)
            || Newsletter is not { Words: { } words }
        )
        {
            return null;
        }

        var pieces = new List<Piece>();
        foreach (var (text, place) in words.Phrase(key).Pieces)
        {
            pieces.Add(new FixedText(Escaped(text)));
            if (place is null)
            {
                continue;
            }

            if (PlainValue(call.Arguments[place.Value + 1]) is not { } piece)
            {
                return null;
            }

            pieces.Add(piece);
        }

        return new(pieces, kind, isOneLine);
    }

    private Piece? PlainValue(ScriptExpression value) =>
        value switch
        {
            ScriptLiteral { Value: string text } => new FixedText(Escaped(text)),
            ScriptMemberExpression { Target: ScriptVariableGlobal { Name: "newsletter" }, Member.Name: var name }
                when Newsletter?[name] is string text => new FixedText(Escaped(text)),
            _ => ValueOf(value, isOneLine: false),
        };

    private NewsletterScope? Newsletter => shared["newsletter"] as NewsletterScope;

    private string Escaped(string text) => kind is TemplateKind.Html ? RawHtml.Escape(text) : text;

    private ReaderValue? ValueOf(ScriptExpression expression, bool isOneLine) =>
        expression switch
        {
            ScriptMemberExpression member when FieldOf(member) is { } field => new(field, null, kind, isOneLine),
            ScriptPipeCall
            {
                From: ScriptMemberExpression member,
                To: ScriptFunctionCall
                {
                    Target: ScriptVariableGlobal { Name: "default" },
                    Arguments: { Count: 1 } arguments
                },
            } when FieldOf(member) is { } field && arguments[0] is ScriptLiteral { Value: string fallback } => new(
                field,
                fallback,
                kind,
                isOneLine
            ),
            _ => null,
        };

    private ReaderChoice? ChoiceOf(ScriptIfStatement choice, bool isOneLine)
    {
        if (
            choice.Condition is not ScriptMemberExpression member
            || FieldOf(member) is not { } field
            || BlockOf(choice.Then) is not { } then
        )
        {
            return null;
        }

        var otherwise = choice.Else switch
        {
            null => [],
            ScriptElseStatement { Body: var body } => BlockOf(body),
            ScriptIfStatement next => ChoiceOf(next, isOneLine) is { } piece ? [piece] : null,
            _ => null,
        };
        return otherwise is null ? null : new(field, then, otherwise, isOneLine);
    }

    private List<Piece>? BlockOf(ScriptBlockStatement? block)
    {
        var pieces = new List<Piece>();
        foreach (var statement in block?.Statements ?? [])
        {
            switch (statement)
            {
                case ScriptEndStatement or ScriptEscapeStatement { Indent: null or "" }:
                    break;
                case ScriptRawStatement raw:
                    pieces.Add(new FixedText(raw.Text.ToString()));
                    break;
                default:
                    if (Of(statement, isOneLine: false) is not { } piece)
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
            ("subscriber", "ref") => ReaderField.Reference,
            ("links", "unsubscribe") => ReaderField.Unsubscribe,
            ("links", "manage") => ReaderField.Manage,
            _ => null,
        };
}
