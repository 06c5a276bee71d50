namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>The Message-ID of a delivery: made for the mail, and read again in a relay's log.</summary>
internal static class MessageIds
{
    /// <summary>Without the angle brackets.</summary>
    /// <param name="deliveryName">From <see cref="Tokens.SignedToken.DeliveryName"/>.</param>
    /// <param name="domain">That of the newsletter's From.</param>
    public static string Of(string slug, string deliveryName, string domain) =>
        $"{LocalPart(slug, deliveryName)}@{domain}";

    /// <summary>What stands before the @. It names the delivery alone, whatever From has become since.</summary>
    public static string LocalPart(string slug, string deliveryName) => $"{slug}.{deliveryName}";
}
