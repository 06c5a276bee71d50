namespace Newsletter.Dispatcher.Subscriptions.SignUp;

internal enum ConfirmOutcome
{
    Confirmed,

    /// <summary>By an earlier click; nothing was changed.</summary>
    AlreadyConfirmed,

    /// <summary>Forged, over, or overtaken by what happened since.</summary>
    NoGood,
}
