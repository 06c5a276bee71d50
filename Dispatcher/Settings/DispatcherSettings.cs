using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Settings;

/// <summary>Every setting of the program, checked. Made once at start; nothing changes it afterwards.</summary>
internal sealed record DispatcherSettings(
    NewsletterSettings Newsletter,
    DeliverySettings Delivery,
    IReadOnlyList<RelaySettings> Relays,
    StorageSettings Storage)
{
    public WebSettings Web { get; init; } = new();

    /// <summary>Keys that sign every mail; empty leaves it to the relay.</summary>
    public IReadOnlyList<DkimSettings> Dkim { get; init; } = [];

    public BouncesSettings Bounces { get; init; } = new();

    /// <summary>Null where nobody can pay here.</summary>
    public StripeSettings? Stripe { get; init; }

    public AlertSettings Alerts { get; init; } = new();

    public DoctorSettings Doctor { get; init; } = new();
}

/// <summary>What the newsletter is and when it goes out. Section <c>Newsletter</c>.</summary>
internal sealed record NewsletterSettings
{
    public required string Name { get; init; }

    /// <summary>What it is about, in a sentence or two, for the sign-up page.</summary>
    public string? Description { get; init; }

    /// <summary>The sender that readers see; its name is the newsletter's unless given as <c>Name &lt;address&gt;</c>.</summary>
    public required EmailAddress From { get; init; }

    public required string FromName { get; init; }

    public EmailAddress? ReplyTo { get; init; }

    /// <summary>The sender's postal address, which the law asks for in every issue; lines separated by <c>\n</c> or <c>;</c>.</summary>
    public required IReadOnlyList<string> PostalAddress { get; init; }

    /// <summary>Where the public pages are; links in mails begin with it. No slash at the end.</summary>
    public required string BaseUrl { get; init; }

    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>Local time at which an issue goes out.</summary>
    public TimeOnly SendAt { get; init; } = new(6, 0);

    /// <summary>Local time by which everybody should have it.</summary>
    public TimeOnly Deadline { get; init; } = new(7, 0);

    /// <summary>Local time until which a missed start is caught up; later the slot is recorded as missed.</summary>
    public TimeOnly CatchUpUntil { get; init; } = new(12, 0);

    /// <summary>Local time, on the day before a slot, at which the service looks whether it will go out.</summary>
    public TimeOnly CheckAt { get; init; } = new(17, 0);

    public required IReadOnlySet<DayOfWeek> Days { get; init; }

    public IReadOnlySet<DateOnly> Holidays { get; init; } = new HashSet<DateOnly>();

    /// <summary>Language of the mails as BCP 47 has it, for example <c>en</c> or <c>de-AT</c>.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Whether an issue's images travel inside the mail or are linked from <see cref="BaseUrl"/>.</summary>
    public ImageTravel Images { get; init; } = ImageTravel.Inline;

    public int TrialDays { get; init; } = 14;

    /// <summary>The yearly price as readers see it, for example <c>€60</c>; null for a newsletter that is free.</summary>
    public string? AnnualPrice { get; init; }

    /// <summary>Whether somebody who leaves gets a last mail that says so.</summary>
    public bool Goodbye { get; init; }
}

/// <summary>How an issue's images reach the reader.</summary>
internal enum ImageTravel
{
    /// <summary>As parts of the mail (<c>cid:</c>, RFC 2392).</summary>
    Inline,

    /// <summary>As links to <c>BaseUrl</c>.</summary>
    Link,
}

/// <summary>How messages leave. Section <c>Delivery</c>.</summary>
internal sealed record DeliverySettings
{
    public DeliveryMethod Method { get; init; } = DeliveryMethod.Pickup;

    /// <summary>Where <see cref="DeliveryMethod.Pickup"/> writes its .eml files.</summary>
    public string PickupDirectory { get; init; } = "outbox";

    /// <summary>Connections to the relay at once.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>Messages after which a connection is replaced; many relays set a limit of their own.</summary>
    public int MessagesPerConnection { get; init; } = 1000;

    /// <summary>Longest wait for a reply to any command but the end of the data (RFC 5321 4.5.3.2: 5 min).</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest wait for the reply after the data. Shorter than 10 min makes duplicates (RFC 5321 4.5.3.2.6).</summary>
    public TimeSpan DataTimeout { get; init; } = TimeSpan.FromMinutes(10);

    public RetrySettings Retry { get; init; } = new();

    public BreakerSettings Breaker { get; init; } = new();

    /// <summary>Messages a second at most, all together; null for as fast as the relays take them.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>Limits for the recipients of some domains; no domain is in two of them.</summary>
    public IReadOnlyList<DomainRate> PerDomain { get; init; } = [];

    /// <summary>What becomes of a delivery whose outcome was lost.</summary>
    public UncertainPolicy OnUncertain { get; init; } = UncertainPolicy.Resend;
}

internal enum DeliveryMethod
{
    /// <summary>Files in a folder, one a message.</summary>
    Pickup,
    Smtp,
}

internal enum UncertainPolicy
{
    /// <summary>Sent once more: a missed issue is worse than a second copy.</summary>
    Resend,

    /// <summary>Kept until an operator decides.</summary>
    Hold,
}

/// <summary>When a deferred delivery is tried again. Section <c>Delivery:Retry</c>.</summary>
internal sealed record RetrySettings
{
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>From the slot's time on; later the issue is stale and its open deliveries are expired.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(6);
}

/// <summary>When refusals pause a dispatch. Section <c>Delivery:Breaker</c>.</summary>
internal sealed record BreakerSettings
{
    /// <summary>Permanent refusals that are borne, in percent of the last <see cref="Of"/> messages; 100 bears them all.</summary>
    public int Percent { get; init; } = 20;

    /// <summary>Messages that are looked back on.</summary>
    public int Of { get; init; } = 50;
}

/// <summary>An SMTP server that the dispatcher hands mail to. Section <c>Relays</c>.</summary>
internal sealed record RelaySettings
{
    public required string Host { get; init; }

    public int Port { get; init; } = 587;

    public RelaySecurity Security { get; init; } = RelaySecurity.StartTls;

    public string? UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>Its part of the connections against the other relays' weights, 1 to 1000.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>For messages; never a secret.</summary>
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>How a connection to a relay is secured. There is no opportunistic choice: it would go on in clear text.</summary>
internal enum RelaySecurity
{
    /// <summary>TLS after STARTTLS, or nothing is sent.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314 3.3).</summary>
    Tls,

    /// <summary>Clear text, for a relay on this machine or a private network.</summary>
    None,
}

/// <summary>Where the subscribers and the ledger are. Section <c>Storage</c>.</summary>
internal sealed record StorageSettings
{
    public string ConnectionString { get; init; } = "Data Source=dispatcher.db";

    /// <summary>Key file that signs the links in mails; made at first start.</summary>
    public string KeyFile { get; init; } = "dispatcher.keys";
}
