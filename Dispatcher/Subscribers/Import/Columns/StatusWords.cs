namespace Newsletter.Dispatcher.Subscribers.Import.Columns;

/// <summary>
/// Reads <c>active:Subscribed|Confirmed,unsubscribed:Opted out</c>: which words of a column mean which status. Pure.
/// Tests: ColumnDoubtsTests.
/// </summary>
internal static class StatusWords
{
    /// <summary>Adds each word with its status.</summary>
    /// <param name="text">Groups with commas between them; in each a status, a colon, and words with <c>|</c> between
    /// them. A word may
    /// be empty: that is an empty cell. A word with a comma or a <c>|</c> in it cannot be given.</param>
    /// <returns>What is wrong, and what to do; null when nothing is.</returns>
    public static string? Read(string text, IDictionary<string, SubscriberStatus?> words)
    {
        foreach (var group in text.Split(','))
        {
            var colon = group.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                return $"{ColumnName.Shown(group)} names no words; "
                    + "write a status, a colon, and words with | between them, such as active:Subscribed|Confirmed";
            }

            var status = SubscriberFields.Status(group[..colon]);
            if (status.Problem is not null || status.Value is not { } said)
            {
                var problem = status.Problem ?? "is empty; name a status before the colon";
                return $"{ColumnName.Shown(group[..colon])} {problem}";
            }

            foreach (var word in group[(colon + 1)..].Split('|', StringSplitOptions.TrimEntries))
            {
                if (!words.TryAdd(word, said) && words[word] != said)
                {
                    return $"{ColumnName.Shown(word)} means both {words[word]!.Value.Word()} and {said.Word()}; "
                        + "name it once";
                }
            }
        }

        return null;
    }
}
