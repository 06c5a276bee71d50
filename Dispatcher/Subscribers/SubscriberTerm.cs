namespace Newsletter.Dispatcher.Subscribers;

/// <summary>Why a subscriber may read.</summary>
internal enum SubscriberTerm
{
    Trial,

    /// <summary>Paid by them, or given by an operator.</summary>
    Paid,
}
