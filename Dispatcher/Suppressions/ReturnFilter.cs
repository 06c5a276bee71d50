namespace Newsletter.Dispatcher.Suppressions;

/// <summary>Which returns. Tests: ReturnListTests.</summary>
/// <param name="Since">From when on.</param>
/// <param name="Kind">Null for both.</param>
/// <param name="Reason">The word of a reason; null for every reason.</param>
/// <param name="Domain">The readers' domain; null for every domain.</param>
internal sealed record ReturnFilter(
    DateTimeOffset Since,
    ReturnKind? Kind = null,
    string? Reason = null,
    string? Domain = null
);
