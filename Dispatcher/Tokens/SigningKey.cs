namespace Newsletter.Dispatcher.Tokens;

/// <summary>A key that signs links.</summary>
/// <param name="Id">Short name that stands in the tokens.</param>
/// <param name="Secret">At least 32 bytes.</param>
internal sealed record SigningKey(string Id, byte[] Secret);
