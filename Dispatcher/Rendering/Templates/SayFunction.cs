using System.Globalization;
using Newsletter.Dispatcher.Text;
using Newsletter.Dispatcher.Words;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>
/// <c>say "Mail.By" issue.author</c>: the words of a key in the newsletter's language, with values in their places. In
/// HTML the words and the values are escaped, unless a value is HTML already; in text the lines are broken.
/// Tests: SayTests.
/// </summary>
internal sealed class SayFunction(TemplateKind kind) : IScriptCustomFunction
{
    public const string Name = "say";

    public int RequiredParameterCount => 1;
    public int ParameterCount => 1;
    public ScriptVarParamKind VarParamKind => ScriptVarParamKind.Direct;
    public Type ReturnType => typeof(object);

    public ScriptParameterInfo GetParameterInfo(int index) =>
        index == 0 ? new(typeof(string), "key") : new(typeof(object), "value");

    public object? Invoke(
        TemplateContext context,
        ScriptNode? callerContext,
        ScriptArray arguments,
        ScriptBlockStatement? blockStatement
    )
    {
        var span = callerContext?.Span ?? context.CurrentSpan;
        var key = arguments.Count > 0 ? context.ObjectToString(arguments[0]) ?? "" : "";
        if (Wrong(key, arguments.Count - 1) is { } wrong)
        {
            throw new ScriptRuntimeException(span, wrong);
        }

        if (context is not SandboxContext { Words: { } words })
        {
            throw new ScriptRuntimeException(span, $"{Name} has no words here: there is no newsletter in scope");
        }

        var phrase = words.Phrase(key, arguments.Count > 1 ? Counted(arguments[1]) : null);
        return Join(phrase, place => Said(context, words, arguments[place + 1]), kind);
    }

    public ValueTask<object?> InvokeAsync(
        TemplateContext context,
        ScriptNode? callerContext,
        ScriptArray arguments,
        ScriptBlockStatement? blockStatement
    ) => ValueTask.FromResult(Invoke(context, callerContext, arguments, blockStatement));

    /// <summary>Why a call cannot be answered; null for one that can.</summary>
    /// <param name="values">How many values it has.</param>
    public static string? Wrong(string key, int values)
    {
        if (ReaderWords.ValuesOf(key) is not { } takes)
        {
            var shown = LogText.Clean(LogText.Clip(key));
            return DidYouMean.Closest(key, WordTable.English.Phrases.Keys) is { } near
                ? $"there are no words under the key {shown}, did you mean {near}?"
                : $"there are no words under the key {shown}; docs/words.md has all keys";
        }

        var takesCount = !WordTable.English.Phrases.ContainsKey(key);
        takes = Math.Max(takes, takesCount ? 1 : 0);
        return takes == values
            ? null
            : $"the words {key} take {takes} values, and {values} are given: \"{ReaderWords.Original(key)!.Text}\"";
    }

    /// <summary>Puts the parts of a sentence together as a template of that kind shows them.</summary>
    /// <param name="valueOf">The value of a place, escaped where the kind needs it.</param>
    private static object Join(Phrase phrase, Func<int, string> valueOf, TemplateKind kind)
    {
        var said = string.Concat(
            phrase.Pieces.Select(piece =>
                (kind is TemplateKind.Html ? RawHtml.Escape(piece.Text) : piece.Text)
                + (piece.Place is { } place ? valueOf(place) : "")
            )
        );
        return kind is TemplateKind.Html ? new RawHtml(said) : TextLines.Break(said);
    }

    private string Said(TemplateContext context, ReaderWords words, object? value)
    {
        if (kind is TemplateKind.Html && value is RawHtml or IScriptOutput)
        {
            return value.ToString() ?? "";
        }

        var text = Counted(value) is { } number ? words.Say(number) : context.ObjectToString(value) ?? "";
        return kind is TemplateKind.Html ? RawHtml.Escape(text) : text;
    }

    /// <summary>A whole number, as the words take it; null for anything else.</summary>
    private static long? Counted(object? value) =>
        value is int or long or short or byte ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
}
