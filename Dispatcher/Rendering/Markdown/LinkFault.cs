namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>What is wrong with an address.</summary>
/// <param name="IsError">True when the address must not stay in the mail.</param>
internal sealed record LinkFault(bool IsError, string Message);
