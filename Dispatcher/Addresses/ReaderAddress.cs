namespace Newsletter.Dispatcher.Addresses;

/// <summary>Whether a person may be behind an address. Pure.</summary>
internal static class ReaderAddress
{
    /// <summary>
    /// Mail to these comes back, or goes to no one; where a list has one, a program signed up. In lower case.
    /// </summary>
    private static readonly HashSet<string> Machines = new(StringComparer.Ordinal)
    {
        "mailer-daemon",
        "bounce",
        "bounces",
        "noreply",
        "no-reply",
        "no_reply",
        "donotreply",
        "do-not-reply",
        "listserv",
        "majordomo",
    };

    /// <summary>Why no person reads mail at an address, and what to do; null when a person may.</summary>
    /// <param name="own">The newsletter's own addresses: its mail would come back to it.</param>
    public static string? Wrong(EmailAddress address, IReadOnlyCollection<EmailAddress> own)
    {
        if (own.Any(one => one.Key == address.Key))
        {
            return "is the newsletter's own address; leave it out";
        }

        var local = address.Key[..address.Key.LastIndexOf('@')];
        var plus = local.IndexOf('+', StringComparison.Ordinal);
        return Machines.Contains(plus < 0 ? local : local[..plus])
            ? "is read by no person; give the address of one"
            : null;
    }
}
