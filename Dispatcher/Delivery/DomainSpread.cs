namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Whether recipients have one domain or more: what one domain's readers get alike says nothing about the relay.
/// </summary>
internal sealed class DomainSpread
{
    private string? _first;

    /// <summary>Two domains at least were added.</summary>
    public bool IsOfMoreDomains { get; private set; }

    public void Add(string domain)
    {
        IsOfMoreDomains |= _first is not null && !string.Equals(_first, domain, StringComparison.OrdinalIgnoreCase);
        _first ??= domain;
    }
}
