namespace Newsletter.Dispatcher.Subscribers;

/// <summary>What somebody reads on.</summary>
internal static class SubscriberTerm
{
    public const string Trial = "trial";

    /// <summary>Paid by them, or given by an operator.</summary>
    public const string Paid = "paid";
}
