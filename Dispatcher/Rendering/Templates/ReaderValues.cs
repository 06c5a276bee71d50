using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>One reader, with the links and the reference, which are signed for the reader when first used.</summary>
/// <remarks>Used for one message.</remarks>
internal sealed class ReaderValues(Recipient recipient, LinkBook links, NewsletterSettings newsletter)
{
    private string? _unsubscribe;
    private string? _manage;
    private string? _reference;
    private string? _pay;
    private string? _termEndsOn;

    public Recipient Recipient => recipient;

    public string Unsubscribe => _unsubscribe ??= links.Unsubscribe(recipient);

    public string Manage => _manage ??= links.Manage(recipient);

    public string Reference => _reference ??= links.Reference(recipient);

    /// <summary>The page on which the reader starts to pay; null where nobody can pay on our pages.</summary>
    public string? Pay => newsletter.CanPay ? _pay ??= links.Pay(recipient) : null;

    /// <summary>The last day of the reader's term, in the newsletter's language; null without a term.</summary>
    public string? TermEndsOn =>
        recipient is { Term: not null, TermEndsAt: { } end }
            ? _termEndsOn ??= TermDay.Text(end, recipient.TimeZone, newsletter)
            : null;

    public string? this[ReaderField field] =>
        field switch
        {
            ReaderField.Email => recipient.Email,
            ReaderField.FirstName => recipient.FirstName,
            ReaderField.LastName => recipient.LastName,
            ReaderField.TimeZone => recipient.TimeZone,
            ReaderField.Status => recipient.Status,
            ReaderField.Term => recipient.Term,
            ReaderField.TermEndsOn => TermEndsOn,
            ReaderField.Reference => Reference,
            ReaderField.Unsubscribe => Unsubscribe,
            ReaderField.Manage => Manage,
            ReaderField.Pay => Pay,
            _ => throw new ArgumentOutOfRangeException(nameof(field)),
        };
}
