namespace Newsletter.Dispatcher.Settings;

internal enum UncertainPolicy
{
    /// <summary>Sent once more: a missed issue is worse than a second copy.</summary>
    Resend,

    /// <summary>Kept until an operator decides.</summary>
    Hold,
}
