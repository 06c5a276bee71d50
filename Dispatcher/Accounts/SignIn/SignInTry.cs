namespace Newsletter.Dispatcher.Accounts.SignIn;

/// <summary>A row of <c>sign_in_tries</c>: how often a sign-in failed, and until when no more are taken.</summary>
internal sealed record SignInTry
{
    /// <summary>From <see cref="SignInTries"/>.</summary>
    public required string Subject { get; init; }

    /// <summary>Failures in a row.</summary>
    public required long Failed { get; init; }
    public required DateTimeOffset LastAt { get; init; }
    public required DateTimeOffset LockedUntil { get; init; }
}
