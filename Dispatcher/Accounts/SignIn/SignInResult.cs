namespace Newsletter.Dispatcher.Accounts.SignIn;

/// <summary>What a try to sign in came to.</summary>
/// <param name="Account">Null when it was refused.</param>
/// <param name="NeedsSecondStep">A code is asked for before a session is opened.</param>
internal sealed record SignInResult(Account? Account, bool NeedsSecondStep)
{
    /// <summary>The same for a wrong password, an unknown address and a lock, so that it says nothing.</summary>
    public static readonly SignInResult Refused = new(null, NeedsSecondStep: false);
}
