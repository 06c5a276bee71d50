namespace Newsletter.Dispatcher.Accounts;

/// <summary>What a change of an account came to. Tests: AccountChangesTests.</summary>
/// <param name="Account">As it is after the change; null when there is none.</param>
/// <param name="Problem">Why nothing was changed, and what to do, as a sentence; null when it was.</param>
internal sealed record AccountResult(Account? Account, string? Problem)
{
    public static AccountResult Done(Account account) => new(account, null);

    public static AccountResult Refused(string problem) => new(null, problem);
}
