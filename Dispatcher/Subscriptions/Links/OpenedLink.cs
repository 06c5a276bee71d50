using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Subscriptions.Links;

/// <summary>Whom the link of a mail names.</summary>
/// <param name="IsCurrent">False for a link from before the person's links were renewed.</param>
internal sealed record OpenedLink(Subscription Reader, bool IsCurrent)
{
    /// <summary>
    /// The address as the page may show it. Behind an old link may be the owner of an address that the person has given
    /// up, who must not learn the new one.
    /// </summary>
    public string EmailShown => IsCurrent ? Reader.Email : MaskedEmail;

    /// <summary>Such as <c>a…@e….org</c>.</summary>
    public string MaskedEmail => EmailAddress.TryParse(Reader.Email, out var address, out _) ? address.Masked : "…";
}
