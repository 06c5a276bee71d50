namespace Newsletter.Dispatcher.Suppressions;

/// <summary>An address that is to get nothing from now on.</summary>
/// <param name="Key">The address's key.</param>
/// <param name="Kind">Not <see cref="SuppressionKind.Erased"/>.</param>
/// <param name="Reason">Why, in words for people.</param>
/// <param name="Source">Where it was seen: <see cref="Relay"/>, <see cref="ByOperator"/>, or the word of the inbox that
/// a mail came to.</param>
/// <param name="Evidence">What the relay or the mail said, cleaned; null where there is none.</param>
internal sealed record NewSuppression(
    string Key,
    SuppressionKind Kind,
    string Reason,
    string Source,
    string? Evidence = null
)
{
    /// <summary>Source of what a relay answered to a message.</summary>
    public const string Relay = "relay";

    /// <summary>Source of what an operator typed.</summary>
    public const string ByOperator = "operator";
}
