namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Finds out whether recipients have more than one domain: an answer that only one domain's readers get says nothing
/// about the relay.
/// Tests: SharedRefusalsTests.
/// </summary>
internal sealed class DomainSpread
{
    private string? _first;

    /// <summary>True when at least two domains were added.</summary>
    public bool IsOfMoreDomains { get; private set; }

    public void Add(string domain)
    {
        IsOfMoreDomains |= _first is not null && !string.Equals(_first, domain, StringComparison.OrdinalIgnoreCase);
        _first ??= domain;
    }
}
