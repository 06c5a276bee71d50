using System.Net;

namespace Newsletter.Dispatcher.Settings;

/// <summary>The public pages. Section <c>Web</c>. Tests: SettingsCheckTests.</summary>
internal sealed record WebSettings
{
    /// <summary>
    /// Where the service listens, for example <c>http://127.0.0.1:8080</c>; null when there are no pages.
    /// </summary>
    /// <remarks>Clear text: a reverse proxy in front of it speaks HTTPS.</remarks>
    public string? Listen { get; init; } = "http://127.0.0.1:8080";

    /// <summary>
    /// Networks of the proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed; nobody else's
    /// are.
    /// </summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Whether there is <c>/metrics</c>.</summary>
    public bool Metrics { get; init; }

    /// <summary>Networks that may read <c>/metrics</c>, besides this machine.</summary>
    public IReadOnlyList<IPNetwork> MetricsFrom { get; init; } = [];

    /// <summary>
    /// How much of past issues a stranger sees; without <see cref="NewsletterSettings.AnnualPrice"/> always all of it.
    /// </summary>
    public ArchiveAccess Archive { get; init; } = ArchiveAccess.Full;

    /// <summary>Whether the feed has whole issues; only what a stranger may read, in any case.</summary>
    public FeedText Feed { get; init; } = FeedText.Full;

    /// <summary>
    /// Confirmation mails that strangers can cause in an hour, all together; more sign-ups wait and are mailed later.
    /// </summary>
    public int SignUpsPerHour { get; init; } = 500;

    /// <summary>
    /// The same from one network: an IPv4 /24 or an IPv6 /64; twice as many of a /56, thrice of a /48.
    /// </summary>
    public int SignUpsPerNetwork { get; init; } = 20;

    /// <summary>Pages of the publisher: privacy, imprint, terms.</summary>
    public WebLinks Links { get; init; } = new();

    /// <summary>Never shown: what programs must present to <c>/api/v1</c>; null when there is no API.</summary>
    public string? ApiKey { get; init; }

    public override string ToString() => $"Web, {Listen}";
}
