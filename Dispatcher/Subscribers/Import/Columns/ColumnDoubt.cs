namespace Newsletter.Dispatcher.Subscribers.Import.Columns;

/// <summary>What a column may say that must not be passed over.</summary>
internal enum ColumnDoubt
{
    /// <summary>Nothing of the kind.</summary>
    None,

    /// <summary>
    /// That a person has left, or that mail to them came back: <c>opt_out</c>, <c>unsubscribed_at</c>, <c>bounced</c>.
    /// </summary>
    Departure,

    /// <summary>That a person has agreed: <c>consent</c>, <c>subscribed</c>, <c>is_active</c>.</summary>
    Consent,

    /// <summary>How a person stands, in a word: <c>status</c>, <c>state</c>.</summary>
    Status,

    /// <summary>What a person has paid for, or until when: <c>expires</c>, <c>plan</c>, <c>trial_end</c>.</summary>
    Term,
}
