namespace Newsletter.Dispatcher.Accounts.Sessions;

/// <summary>How long a session lasts; pure. Tests: SessionsTests.</summary>
internal static class SessionRule
{
    /// <summary>After this, everybody signs in again.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>A session that nobody uses for so long is over.</summary>
    public static readonly TimeSpan LongestQuiet = TimeSpan.FromDays(7);

    /// <summary>Ended sessions are kept for so long.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const int LongestAgent = 200;

    /// <summary>That a session is used is written down at most this often.</summary>
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    public static bool IsSeenAgain(DateTimeOffset lastSeenAt, DateTimeOffset now) => now - lastSeenAt >= SeenEvery;

    /// <summary>What a browser calls itself, on one line of at most 200 characters that can all be seen.</summary>
    public static string Agent(string agent)
    {
        var plain = string.Concat(agent.Where(c => c is >= ' ' and <= '~'));
        return plain.Length > LongestAgent ? plain[..LongestAgent] : plain;
    }
}
