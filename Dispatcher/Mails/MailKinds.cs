using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Mails;

/// <summary>
/// The words for kinds of mails, as they stand in the database; each but one is the name of a template, too.
/// Tests: MailServiceTests.
/// </summary>
internal static class MailKinds
{
    public static readonly EnumWords<MailKind> Words = new(
        (MailKind.Confirm, "confirm"),
        (MailKind.ConfirmAddress, "confirm-address"),
        (MailKind.AddressChanged, "address-changed"),
        (MailKind.AddressKept, "address-kept"),
        (MailKind.YourLink, "your-link"),
        (MailKind.FreshLink, "fresh-link"),
        (MailKind.Welcome, "welcome"),
        (MailKind.TrialEnding, "trial-ending"),
        (MailKind.Expired, "expired"),
        (MailKind.Goodbye, "goodbye"),
        (MailKind.IssueCopy, "issue-copy")
    );

    /// <summary>Those whose word is the name of a template.</summary>
    public static readonly IReadOnlyList<MailKind> WithTemplate =
    [
        .. Words.Values.Where(kind => kind is not MailKind.IssueCopy),
    ];

    /// <summary>The kind whose template has this name; null where none has.</summary>
    public static MailKind? FindTemplate(string? word) =>
        Words.Find(word) is { } kind && WithTemplate.Contains(kind) ? kind : null;

    public static string Word(this MailKind kind) => Words.Of(kind);
}
