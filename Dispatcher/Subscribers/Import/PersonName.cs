namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>A name that was written in one piece. Pure. Tests: ForeignFormTests.</summary>
internal static class PersonName
{
    /// <summary>
    /// First and last name, split at the first blank. A name that holds an @ was filled in by a program, not by a
    /// person.
    /// </summary>
    public static (string? First, string? Last) Split(string? name)
    {
        if (name is null || name.Contains('@', StringComparison.Ordinal))
        {
            return (null, null);
        }

        return name.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var one] => (one, null),
            [var one, var others] => (one, others),
            _ => (null, null),
        };
    }
}
