namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>A fault of an address.</summary>
/// <param name="IsError">True when the address must not stay in the mail.</param>
internal sealed record LinkFault(bool IsError, string Message);
