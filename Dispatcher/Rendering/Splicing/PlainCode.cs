using Newsletter.Dispatcher.Rendering.Templates;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>
/// Recognises the most common code, a value of the reader and a choice by such a value, and makes pieces of it that
/// need no template engine. A context of the engine costs more than all the rest of a message.
/// Tests: SpliceTests.
/// </summary>
internal static class PlainCode
{
    /// <summary>
    /// The piece that does the same as the statement; null when the statement needs the template engine.
    /// </summary>
    public static ReaderPiece? Of(ScriptStatement statement, TemplateKind kind, bool isOneLine) =>
        statement switch
        {
            ScriptExpressionStatement { Expression: { } expression } => ValueOf(expression, kind, isOneLine),
            ScriptIfStatement choice => ChoiceOf(choice, kind, isOneLine),
            _ => null,
        };

    private static ReaderValue? ValueOf(ScriptExpression expression, TemplateKind kind, bool isOneLine) =>
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

    private static ReaderChoice? ChoiceOf(ScriptIfStatement choice, TemplateKind kind, bool isOneLine)
    {
        if (
            choice.Condition is not ScriptMemberExpression member
            || FieldOf(member) is not { } field
            || BlockOf(choice.Then, kind) is not { } then
        )
        {
            return null;
        }

        var otherwise = choice.Else switch
        {
            null => [],
            ScriptElseStatement { Body: var body } => BlockOf(body, kind),
            ScriptIfStatement next => ChoiceOf(next, kind, isOneLine) is { } piece ? [piece] : null,
            _ => null,
        };
        return otherwise is null ? null : new(field, then, otherwise, isOneLine);
    }

    private static List<Piece>? BlockOf(ScriptBlockStatement? block, TemplateKind kind)
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
                    if (Of(statement, kind, isOneLine: false) is not { } piece)
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
