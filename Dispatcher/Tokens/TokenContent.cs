namespace Newsletter.Dispatcher.Tokens;

/// <summary>What a signed token says.</summary>
/// <param name="Id">The subscriber, or what else the token's purpose names.</param>
/// <param name="Epoch">
/// The subscriber's link epoch when the token was made; 0 in tokens of the first format, which had none.
/// </param>
internal readonly record struct TokenContent(long Id, long Epoch);
