namespace Newsletter.Dispatcher.Subscriptions.Wishes;

/// <summary>
/// What became of a wish, each with a sentence of its own: <c>Change.NameSaved</c> in the files of words.
/// Tests: PageWordsTests.
/// </summary>
internal enum ChangeKind
{
    /// <summary>The link is not ours, or is an old one.</summary>
    NotOurs,
    NameSaved,

    /// <summary>Too long, or with characters that cannot be kept; names the longest length.</summary>
    NameRefused,

    /// <summary>Names the time zone.</summary>
    ZoneSaved,

    /// <summary>The time zone follows the newsletter.</summary>
    ZoneOfNewsletter,
    ZoneUnknown,

    /// <summary>Until the reader says so.</summary>
    Paused,

    /// <summary>Names the day from which mail comes again.</summary>
    PausedUntil,
    Resumed,

    /// <summary>Names the moment of the next issue.</summary>
    ResumedWithNext,

    /// <summary>The day of a pause is past, today, or further than a year away.</summary>
    DayRefused,

    /// <summary>What was typed is no day.</summary>
    NoDay,
    PausedAlready,
    ActiveAlready,
    NotConfirmed,
    TermOver,
    MailCameBack,
    Complained,
    HasLeft,

    /// <summary>Names the address.</summary>
    LinkMailed,

    /// <summary>Names the address, and where to write to.</summary>
    CannotMail,

    /// <summary>Names the moment.</summary>
    HeldUntil,
    LinkMailedJustNow,
    LinksRenewed,

    /// <summary>No letter with the new link can be mailed.</summary>
    LinksRenewedUnmailed,

    /// <summary>Names the new address.</summary>
    AddressAsked,

    /// <summary>Names the advice, an AddressAdvice.</summary>
    AddressRefused,
    AddressIsOurs,
    AddressIsSame,

    /// <summary>The reader gets no mail.</summary>
    AddressNoMail,
    AddressTooOften,

    /// <summary>Names the address.</summary>
    AddressKept,

    /// <summary>Names the address, and where to write to.</summary>
    AddressKeptUnmailed,
    AddressTaken,
    Erased,

    /// <summary>A message is on its way; it is done right after.</summary>
    EraseNoted,
    PaymentGoesOn,
}
