using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Settings;

/// <summary>What the newsletter is and when it goes out. Section <c>Newsletter</c>.</summary>
internal sealed record NewsletterSettings
{
    public required string Name { get; init; }

    /// <summary>What it is about, in a sentence or two, for the sign-up page.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// The sender that readers see; its name is the newsletter's unless given as <c>Name &lt;address&gt;</c>.
    /// </summary>
    public required EmailAddress From { get; init; }

    public required string FromName { get; init; }

    public EmailAddress? ReplyTo { get; init; }

    /// <summary>
    /// The sender's postal address, which the law asks for in every issue; lines separated by <c>\n</c> or <c>;</c>.
    /// </summary>
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

    /// <summary>Language of mails and pages as BCP 47 has it, for example <c>en</c> or <c>de-AT</c>.</summary>
    public string Language { get; init; } = "en";

    /// <summary>The publisher's own words, from <c>words.json</c>.</summary>
    public OwnWords OwnWords { get; init; } = OwnWords.None;

    /// <summary>What readers see, in <see cref="Language"/>.</summary>
    public ReaderWords Words => new(Language, OwnWords);

    /// <summary>Whether an issue's images travel inside the mail or are linked from <see cref="BaseUrl"/>.</summary>
    public ImageTravel Images { get; init; } = ImageTravel.Inline;

    public int TrialDays { get; init; } = 14;

    /// <summary>
    /// The yearly price as readers see it, for example <c>€60</c>; null for a newsletter that is free.
    /// </summary>
    public string? AnnualPrice { get; init; }

    /// <summary>True when readers can pay on our own pages: there is a price, and a payment provider.</summary>
    public bool CanPay { get; init; }

    /// <summary>Whether somebody who leaves gets a last mail that says so.</summary>
    public bool Goodbye { get; init; }

    /// <summary>How many people must approve an issue before it is sent.</summary>
    public ApprovalMode Approval { get; init; } = ApprovalMode.None;

    /// <summary>How letters and pages look. Section <c>Look</c>.</summary>
    public LookSettings Look { get; init; } = new();
}
