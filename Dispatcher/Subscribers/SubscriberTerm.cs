namespace Newsletter.Dispatcher.Subscribers;

/// <summary>What somebody reads on.</summary>
internal enum SubscriberTerm
{
    Trial,

    /// <summary>Paid by them, or given by an operator.</summary>
    Paid,
}
