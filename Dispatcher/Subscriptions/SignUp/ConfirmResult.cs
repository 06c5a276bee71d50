using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>What became of a confirmation.</summary>
internal sealed record ConfirmResult
{
    public static readonly ConfirmResult NoGood = new() { Outcome = ConfirmOutcome.NoGood };

    public required ConfirmOutcome Outcome { get; init; }

    /// <summary>Who confirmed; 0 when it is no good.</summary>
    public long SubscriberId { get; init; }

    /// <summary>
    /// Whose manage link the page shows. Null after the click that confirmed: the link of a confirm mail opens nothing
    /// to a person to whom the mail was passed on.
    /// </summary>
    public TokenContent? Subscriber { get; init; }

    /// <summary>The address that was confirmed; null when it is no good.</summary>
    public string? Email { get; init; }

    public bool IsAddressChange { get; init; }

    /// <summary>
    /// When the first issue comes, by the person's own clock, in the newsletter's language; null when none will.
    /// </summary>
    public string? FirstIssue { get; init; }

    /// <summary>The trial or the paid term is over: the page offers to pay, on the manage page.</summary>
    public bool IsExpired { get; init; }

    /// <summary>Last day of the trial as a long date; null where nobody pays.</summary>
    public string? TrialUntil { get; init; }
}
