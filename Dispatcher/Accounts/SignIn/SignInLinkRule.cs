namespace Newsletter.Dispatcher.Accounts.SignIn;

/// <summary>How long a link signs in, and how often one is mailed; pure. Tests: SignInLinksTests.</summary>
internal static class SignInLinkRule
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Works = TimeSpan.FromMinutes(15);

    /// <summary>How far back links are counted, and kept.</summary>
    public static readonly TimeSpan Counted = TimeSpan.FromDays(1);

    private const int MostInHour = 5;
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    public static bool IsGood(SignInLink? link, DateTimeOffset now) => link is { UsedAt: null } && now < link.ExpiresAt;

    /// <summary>Whether an account may get one more mail: nobody floods an inbox through us.</summary>
    /// <param name="made">When it got links.</param>
    public static bool MayMail(IReadOnlyCollection<DateTimeOffset> made, DateTimeOffset now) =>
        made.Count(at => now - at < TimeSpan.FromHours(1)) < MostInHour && made.All(at => now - at >= Between);
}
