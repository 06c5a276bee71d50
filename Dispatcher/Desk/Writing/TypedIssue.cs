using System.Buffers.Text;
using Newsletter.Dispatcher.Issues.Writing;

namespace Newsletter.Dispatcher.Desk.Writing;

/// <summary>What a person has typed on the page of an issue, as the form sends it. Pure.</summary>
/// <param name="Seen">The hash of the file that the person began with; empty where there was none.</param>
/// <param name="Fields">Null when the whole file is edited.</param>
/// <param name="Text">The text below the fields, or the whole file.</param>
/// <param name="Head">The front matter that the person began with, as Base64; used when nobody has kept that
/// file.</param>
internal sealed record TypedIssue(string Seen, IssueFields? Fields, string Text, string Head)
{
    public bool IsWhole => Fields is null;

    public static TypedIssue Of(IFormCollection form) =>
        new(
            form["seen"].ToString(),
            form["whole"].ToString() == "1"
                ? null
                : IssueFields.Typed(
                    IssueFields.Keys.ToDictionary(
                        key => key,
                        key => form[$"field.{key}"].ToString(),
                        StringComparer.Ordinal
                    )
                ),
            form["text"].ToString(),
            form["head"].ToString()
        );

    /// <summary>The file as it would be saved.</summary>
    /// <param name="began">The file that the person began with; null when nobody has kept it.</param>
    /// <returns>The file, without the fields when these cannot be written; and what is wrong then.</returns>
    public (IssueSource Source, string? Fault) On(byte[]? began)
    {
        var basis = (began is null ? null : IssueSource.Of(began)) ?? FromHead() ?? new(HasMark: false, "");
        if (Fields is null)
        {
            return (basis.WithText(Text), null);
        }

        if (basis.FenceLines is null)
        {
            return (
                basis.WithText(Text),
                "The front matter that these fields belong to is not there any more. "
                    + "Choose Whole file, and write it at the top."
            );
        }

        var source = basis.WithBody(Text);
        return Fields.WriteTo(source) is { } written
            ? (written, null)
            : (
                source,
                "These fields cannot be written into the front matter of this file without changing something else. "
                    + "Choose Whole file, and change the lines there."
            );
    }

    private IssueSource? FromHead()
    {
        var content = new byte[Base64.GetMaxDecodedFromUtf8Length(Head.Length)];
        return Convert.TryFromBase64String(Head, content, out var count) ? IssueSource.Of(content[..count]) : null;
    }
}
