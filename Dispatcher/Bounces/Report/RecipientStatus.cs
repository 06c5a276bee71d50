namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>A recipient group of a delivery status (RFC 3464 2.3), as far as it can be used.</summary>
/// <param name="Recipient">Final recipient, else the original one; null where neither is an address.</param>
/// <param name="Action">failed, delayed, delivered, relayed, expanded; in lower case, or empty.</param>
/// <param name="Status">Null where the field is missing or has another form.</param>
/// <param name="Diagnostic">Text of Diagnostic-Code behind its type, else the comment of Status, or empty.</param>
/// <param name="Category">What PowerMTA sorts it as (X-PowerMTA-BounceCategory), or empty.</param>
/// <param name="IsProgram">The diagnostic's type is <c>x-unix</c>: a program on the last host failed.</param>
internal sealed record RecipientStatus(
    string? Recipient,
    string? OriginalRecipient,
    string Action,
    BounceStatus? Status,
    string Diagnostic,
    string Category,
    bool IsProgram
);
