namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>One reader, with the links and the reference, which are signed for the reader when first used.</summary>
/// <remarks>Used for one message.</remarks>
internal sealed class ReaderValues(Recipient recipient, LinkBook links)
{
    private string? _unsubscribe;
    private string? _manage;
    private string? _reference;

    public Recipient Recipient => recipient;

    public string Unsubscribe => _unsubscribe ??= links.Unsubscribe(recipient);

    public string Manage => _manage ??= links.Manage(recipient);

    public string Reference => _reference ??= links.Reference(recipient);

    public string? this[ReaderField field] =>
        field switch
        {
            ReaderField.Email => recipient.Email,
            ReaderField.FirstName => recipient.FirstName,
            ReaderField.LastName => recipient.LastName,
            ReaderField.TimeZone => recipient.TimeZone,
            ReaderField.Status => recipient.Status,
            ReaderField.Reference => Reference,
            ReaderField.Unsubscribe => Unsubscribe,
            ReaderField.Manage => Manage,
            _ => throw new ArgumentOutOfRangeException(nameof(field)),
        };
}
