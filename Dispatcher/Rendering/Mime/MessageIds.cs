namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// The Message-ID of a delivery: written into the mail, and found again in a relay's log.
/// Tests: MessageComposerTests.
/// </summary>
internal static class MessageIds
{
    /// <summary>Without the angle brackets.</summary>
    /// <param name="deliveryName">From <see cref="Tokens.SignedToken.DeliveryName"/>.</param>
    /// <param name="domain">The domain of the newsletter's From address.</param>
    public static string Of(string slug, string deliveryName, string domain) =>
        $"{LocalPart(slug, deliveryName)}@{domain}";

    /// <summary>The part before the @. It identifies the delivery even if the From address has changed since.</summary>
    public static string LocalPart(string slug, string deliveryName) => $"{slug}.{deliveryName}";
}
