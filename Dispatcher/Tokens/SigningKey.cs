namespace Newsletter.Dispatcher.Tokens;

/// <summary>A key that signs links.</summary>
/// <param name="Id">The short name that tokens contain.</param>
/// <param name="Secret">At least 32 bytes.</param>
internal sealed record SigningKey(string Id, byte[] Secret);
