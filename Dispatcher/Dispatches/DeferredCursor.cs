namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The cursor over deferred deliveries: by due time, then by key. Tests: LedgerTests.</summary>
internal sealed record DeferredCursor(DateTimeOffset DueAt, long SubscriberId)
{
    public static readonly DeferredCursor Start = new(DateTimeOffset.UnixEpoch, 0);

    public static DeferredCursor After(DueRecipient recipient) =>
        new(recipient.DueAt ?? DateTimeOffset.UnixEpoch, recipient.SubscriberId);
}
