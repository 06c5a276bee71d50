using System.Text;
using Newsletter.Dispatcher.Rendering.Templates;
using Scriban.Syntax;

namespace Newsletter.Dispatcher.Rendering.Splicing;

/// <summary>A part of an issue that was run as far as it goes without a reader.</summary>
internal abstract record Piece;

/// <summary>Text that is the same for every reader.</summary>
internal sealed record FixedText(string Text) : Piece;

/// <summary>What is made anew for each reader.</summary>
/// <param name="IsOneLine">
/// Stands in an indented place, where Scriban indents each line. A value of one line needs nothing; for an empty one or one
/// of several lines the issue is rendered plainly.
/// </param>
internal abstract record OpenPiece(bool IsOneLine) : Piece;

/// <summary>The place of the body in its page. Replaced by the pieces of the body.</summary>
internal sealed record BodyPlace(bool IsOneLine) : OpenPiece(IsOneLine);

/// <summary>Template code that only a run can tell.</summary>
internal sealed record ReaderCode(ScriptStatement Statement, ReaderScript Script, bool IsOneLine) : OpenPiece(IsOneLine);

/// <summary>What needs no template engine, and cannot fail.</summary>
internal abstract record ReaderPiece(bool IsOneLine) : OpenPiece(IsOneLine)
{
    /// <summary>What stands in the text for this reader, escaped.</summary>
    public abstract string Of(ReaderValues reader);
}

/// <summary>A plain value: <c>{{ subscriber.email }}</c>, <c>{{ subscriber.first_name | default "there" }}</c>.</summary>
/// <param name="Fallback">Stands for a value that is null or empty; null without <c>default</c>.</param>
internal sealed record ReaderValue(ReaderField Field, string? Fallback, TemplateKind Kind, bool IsOneLine) : ReaderPiece(IsOneLine)
{
    public override string Of(ReaderValues reader)
    {
        var value = reader[Field];
        var shown = string.IsNullOrEmpty(value) ? Fallback ?? "" : value;
        return Kind is TemplateKind.Html ? RawHtml.Escape(shown) : shown;
    }
}

/// <summary>A choice by whether the reader has a value: <c>{{ if subscriber.first_name }} … {{ else }} … {{ end }}</c>.</summary>
/// <remarks>An empty value is one; as Scriban has it, only null is none.</remarks>
/// <param name="Then">Texts and pieces of this kind.</param>
/// <param name="Else">The same; empty without <c>else</c>.</param>
internal sealed record ReaderChoice(ReaderField Field, IReadOnlyList<Piece> Then, IReadOnlyList<Piece> Else, bool IsOneLine)
    : ReaderPiece(IsOneLine)
{
    public override string Of(ReaderValues reader)
    {
        var branch = reader[Field] is null ? Else : Then;
        if (branch is [FixedText only])
        {
            return only.Text;
        }

        var text = new StringBuilder();
        foreach (var piece in branch)
        {
            text.Append(piece is FixedText same ? same.Text : ((ReaderPiece)piece).Of(reader));
        }

        return text.ToString();
    }
}
