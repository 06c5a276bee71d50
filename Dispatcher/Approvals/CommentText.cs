namespace Newsletter.Dispatcher.Approvals;

/// <summary>Checks what a person writes about an issue. Pure.</summary>
internal static class CommentText
{
    public const int MaxLength = 4000;

    /// <summary>The text as it is kept; null where there is nothing in it.</summary>
    public static string? Tidy(string? text) =>
        text?.ReplaceLineEndings("\n").Trim() is { Length: > 0 } tidy ? tidy : null;

    /// <summary>What is wrong with a text that <see cref="Tidy"/> made; null when nothing is.</summary>
    public static string? Fault(string? text) =>
        text switch
        {
            null => null,
            { Length: > MaxLength } => FormattableString.Invariant(
                $"The comment has {text.Length} characters, but takes {MaxLength} at most; shorten it."
            ),
            _ when text.Any(c => char.IsControl(c) && (c is not ('\n' or '\t'))) =>
                "The comment holds a control character that cannot be seen; write it again without.",
            _ => null,
        };
}
