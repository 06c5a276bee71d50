namespace Newsletter.Dispatcher.Desk;

/// <summary>The reason that a person types for something that others will ask about. Pure.</summary>
internal static class TypedReason
{
    /// <summary>It stands in tables and in mails, in one line.</summary>
    public const int Longest = 300;

    /// <summary>What is wrong with it, and what to do; null when it can be kept.</summary>
    public static string? Fault(string? typed) =>
        typed?.Trim() switch
        {
            null or "" => "Nothing was done: the reason is missing. Write in a few words why.",
            { Length: > Longest } long1 =>
                $"Nothing was done: the reason has {long1.Length} characters, but takes {Longest} at most. Shorten it.",
            var text when text.Any(char.IsControl) =>
                "Nothing was done: the reason holds a line break or a control character. Write it in one line.",
            _ => null,
        };
}
