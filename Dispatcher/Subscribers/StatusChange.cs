namespace Newsletter.Dispatcher.Subscribers;

/// <summary>What became of a wish to pause, resume or extend. Tests: PausesTests.</summary>
/// <param name="Message">For an operator, to stand behind the address: how it is now, or why nothing was changed and
/// what to do.</param>
/// <param name="Status">The person's status, where it is the reason.</param>
internal sealed record StatusChange(StatusChangeKind Kind, string Message, SubscriberStatus? Status = null)
{
    public bool IsDone => Kind is StatusChangeKind.Done;

    public static StatusChange Done(string message) => new(StatusChangeKind.Done, message);

    public static StatusChange To(SubscriberStatus status) => Done($"is {status.Word()}");

    /// <param name="status">The person's status; null when nobody has the address.</param>
    /// <param name="wanted">The status that was asked for.</param>
    public static StatusChange Refused(SubscriberStatus? status, SubscriberStatus wanted) =>
        new(
            status == wanted ? StatusChangeKind.Already : StatusChangeKind.Refused,
            status switch
            {
                null => "is not on the list; check the spelling, or add it with: dispatcher subscriber add ADDRESS",
                _ when status == wanted => $"is {wanted.Word()} already",
                SubscriberStatus.Pending =>
                    "is not confirmed yet; the person has to follow the link in the confirmation mail first",
                SubscriberStatus.Expired => "has expired; extend the subscription first",
                SubscriberStatus.Bounced =>
                    "is bounced, mail to it came back; ask the person for an address that works",
                SubscriberStatus.Complained => "has complained of spam, and no import and no operator brings it back",
                _ => $"is {status.Value.Word()}; only the person can come back, by signing up again",
            },
            status
        );
}
