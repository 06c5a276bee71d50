using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>A fault of an address.</summary>
internal sealed record LinkFault(Finding Finding, string Message)
{
    /// <summary>True when the address must not stay in the mail.</summary>
    public bool IsError => Finding.Severity is Severity.Error;
}
