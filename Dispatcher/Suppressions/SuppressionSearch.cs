namespace Newsletter.Dispatcher.Suppressions;

/// <summary>Which suppressions. Tests: SuppressionListTests.</summary>
/// <param name="Part">Any part of the address; empty for every address.</param>
/// <param name="Kind">Null for every kind.</param>
internal sealed record SuppressionSearch(string Part = "", SuppressionKind? Kind = null);
