using System.Globalization;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// Sentences for an operator about a pace that was found from refusals, with the setting that avoids such refusals.
/// Pure.
/// Tests: RelayPoolTests.
/// </summary>
internal static class PaceWords
{
    /// <param name="relay">Name of the relay.</param>
    /// <param name="perSecond">Messages a second.</param>
    public static string OfRelay(string relay, double perSecond, string reply) =>
        $"{relay} takes about {Rate(perSecond)} messages a second now: it answered \"{SmtpReply.ForLog(reply)}\". "
        + "Set Delivery:RatePerSecond to its limit.";

    /// <inheritdoc cref="OfRelay"/>
    public static string OfDomain(string domain, double perSecond, string reply) =>
        $"{domain} takes about {Rate(perSecond)} messages a second now: it answered \"{SmtpReply.ForLog(reply)}\". "
        + "Set Delivery:PerDomain for it.";

    private static string Rate(double perSecond) =>
        perSecond.ToString(perSecond < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
