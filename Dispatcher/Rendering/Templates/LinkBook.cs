using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>The addresses of the links of a mail. Tests: CorrectionTextTests.</summary>
internal sealed class LinkBook(string baseUrl, SignedToken tokens)
{
    /// <summary>Links that open nothing, for a check or a sample.</summary>
    public static LinkBook Sample(NewsletterSettings newsletter) =>
        new(newsletter.BaseUrl, new SignedToken([new SigningKey("x", new byte[32])]));

    /// <summary>The page with the button, and the address of the one-click POST (RFC 8058 3.1).</summary>
    public string Unsubscribe(Recipient recipient) =>
        $"{baseUrl}/unsubscribe/{tokens.Sign(TokenPurpose.Unsubscribe, recipient.SubscriberId, recipient.LinkEpoch)}";

    public string Manage(Recipient recipient) =>
        $"{baseUrl}/manage/{tokens.Sign(TokenPurpose.Manage, recipient.SubscriberId, recipient.LinkEpoch)}";

    /// <summary>A pseudonym of the reader for links to other people's pages.</summary>
    public string Reference(Recipient recipient) => tokens.Reference(recipient.SubscriberId);

    /// <summary>The page on which a subscriber starts to pay.</summary>
    public string Pay(Recipient recipient) => $"{Manage(recipient)}/pay";

    /// <summary>The page with the button that confirms an address.</summary>
    /// <param name="confirmationId">A row of <c>confirmations</c>.</param>
    public string Confirm(long confirmationId, DateTimeOffset expiresAt) =>
        $"{baseUrl}/confirm/{tokens.Sign(TokenPurpose.Confirm, confirmationId, expiresAt)}";

    /// <summary>The page of a link that works once.</summary>
    /// <param name="matter">What the link is for: the last part of its address.</param>
    /// <param name="seed">From which the link is made; see <see cref="SignedToken.FreshLink"/>.</param>
    public string Fresh(string matter, string seed) => $"{baseUrl}/link/{tokens.FreshLink(seed)}/{matter}";

    /// <summary>The page where a reader asks for the link to the subscription.</summary>
    public string MailMyLink => $"{baseUrl}/link";

    /// <summary>The issue in the archive; the same for everybody.</summary>
    public string Web(string slug) => $"{baseUrl}/archive/{slug}";

    public string Subscribe => $"{baseUrl}/";
}
