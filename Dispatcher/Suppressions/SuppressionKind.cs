namespace Newsletter.Dispatcher.Suppressions;

/// <summary>Why an address gets nothing. Rules read the kind, never the reason, which is for people.</summary>
internal enum SuppressionKind
{
    /// <summary>
    /// The address refuses mail, or mail to it came back. Its owner can show that it works, by confirming it again.
    /// </summary>
    Bounce,

    /// <summary>Its owner marked a message as spam. Nothing lifts it but an operator.</summary>
    Complaint,

    /// <summary>Its person was erased; only a keyed hash of the address is kept.</summary>
    Erased,

    /// <summary>An operator decided so. Nothing lifts it but an operator.</summary>
    Operator,
}
