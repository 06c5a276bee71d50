namespace Newsletter.Dispatcher.Suppressions;

/// <summary>
/// Why an address gets nothing, as it stands in the database and on screen. Rules read this word, never the reason.
/// </summary>
internal static class SuppressionKind
{
    /// <summary>
    /// The address refuses mail, or mail to it came back. Its owner can show that it works, by confirming it again.
    /// </summary>
    public const string Bounce = "bounce";

    /// <summary>Its owner marked a message as spam. Nothing lifts it but an operator.</summary>
    public const string Complaint = "complaint";

    /// <summary>Its person was erased; only a keyed hash of the address is kept.</summary>
    public const string Erased = "erased";

    /// <summary>An operator decided so. Nothing lifts it but an operator.</summary>
    public const string Operator = "operator";
}
