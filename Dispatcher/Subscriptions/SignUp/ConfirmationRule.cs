using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>What a confirmation is worth now; pure. Tests: ConfirmationTests.</summary>
internal static class ConfirmationRule
{
    /// <param name="subscription">Whose it is.</param>
    /// <param name="suppressed">The suppressions of the address that is to be confirmed.</param>
    /// <param name="isTaken">A new address that meanwhile is somebody else's.</param>
    /// <returns><see cref="ConfirmOutcome.Confirmed"/> when it can be used.</returns>
    public static ConfirmOutcome Judge(
        Confirmation confirmation,
        Subscription subscription,
        IReadOnlyCollection<SuppressedKey> suppressed,
        bool isTaken,
        DateTimeOffset now
    )
    {
        if (IsInForce(confirmation, subscription))
        {
            return ConfirmOutcome.AlreadyConfirmed;
        }

        var isGood =
            confirmation.UsedAt is null
            && now < confirmation.ExpiresAt
            && (
                confirmation.IsAddressChange
                    ? MayChangeAddress(subscription.Status) && !isTaken
                    : MayJoin(confirmation, subscription)
            );
        return
            isGood
            && suppressed.All(one =>
                confirmation.IsAddressChange ? one.IsErased && one.MayBeLifted() : one.MayBeLifted()
            )
            ? ConfirmOutcome.Confirmed
            : ConfirmOutcome.NoGood;
    }

    /// <summary>Who may move to another address; a bounced person by it gets mail again.</summary>
    public static bool MayChangeAddress(SubscriberStatus status) =>
        status
            is SubscriberStatus.Active
                or SubscriberStatus.Paused
                or SubscriberStatus.Expired
                or SubscriberStatus.Bounced;

    /// <summary>What it asks for is so already: by this confirmation, or by another one.</summary>
    private static bool IsInForce(Confirmation confirmation, Subscription subscription) =>
        subscription.EmailKey == confirmation.EmailKey
        && (
            confirmation.IsAddressChange
                ? confirmation.UsedAt is not null && MayChangeAddress(subscription.Status)
                : subscription.Status is SubscriberStatus.Active or SubscriberStatus.Paused
                    || (confirmation.UsedAt is not null && subscription.Status is SubscriberStatus.Expired)
        );

    private static bool MayJoin(Confirmation confirmation, Subscription subscription) =>
        subscription.EmailKey == confirmation.EmailKey
        && subscription.Status
            is SubscriberStatus.Pending
                or SubscriberStatus.Unsubscribed
                or SubscriberStatus.Expired
                or SubscriberStatus.Bounced;
}
