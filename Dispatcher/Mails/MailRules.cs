using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Mails;

/// <summary>Decides which mail a person may get. Pure; called in the transaction that claims the mail.</summary>
internal static class MailRules
{
    /// <summary>
    /// True for a mail to an address that nobody has proved to be theirs, and to one that was refused: it shows nothing
    /// of the person.
    /// </summary>
    public static bool IsToStranger(MailKind kind) =>
        kind is MailKind.Confirm or MailKind.ConfirmAddress or MailKind.AddressKept;

    /// <summary>True for a mail to somebody on the list, who can leave it by its header (RFC 8058).</summary>
    public static bool IsToSubscriber(MailKind kind) =>
        kind is MailKind.Welcome or MailKind.TrialEnding or MailKind.Expired;

    /// <summary>Why a mail must not be sent any more, for an operator; null when it may be sent.</summary>
    /// <param name="mail">The mail, with the person's present status.</param>
    /// <param name="facts">The present state of the address and the confirmation.</param>
    public static string? WhyNot(DueMail mail, MailFacts facts) =>
        (mail.Kind, mail.Status) switch
        {
            (_, null) => "the subscriber is gone",
            _ when mail.Email.Length == 0 => "the subscriber was erased",

            // A person may sign up again after a bounce: the sign-up knew of the older suppression and asked all the
            // same. It did not know of a later one.
            (MailKind.Confirm, _) when facts.SuppressedAt >= mail.CreatedAt => "the address is suppressed",
            (not MailKind.Confirm, _) when facts.SuppressedAt is not null => "the address is suppressed",
            (MailKind.Confirm, SubscriberStatus.Complained) => "the subscriber is complained",
            (MailKind.Confirm or MailKind.ConfirmAddress, _) => facts.CanBeConfirmed
                ? null
                : "the confirmation was used or is over",
            (MailKind.AddressChanged or MailKind.AddressKept, _) => null,

            // Its links open the subscription of somebody who reads another mailbox by now.
            _ when facts.IsFormerAddress => "the subscriber has another address now",
            (MailKind.YourLink or MailKind.FreshLink, SubscriberStatus.Unsubscribed) => null,
            (MailKind.Goodbye, SubscriberStatus.Unsubscribed) => null,
            (MailKind.Goodbye, _) => "the subscriber is back",
            (_, SubscriberStatus.Unsubscribed or SubscriberStatus.Bounced or SubscriberStatus.Complained) =>
                $"the subscriber is {mail.Status?.Word()}",
            (MailKind.Expired, not SubscriberStatus.Expired) => "the subscription goes on",
            (MailKind.TrialEnding, SubscriberStatus.Expired) => "the trial is over",
            (MailKind.TrialEnding, _) when mail.Term is SubscriberTerm.Paid => "the subscriber has paid",
            _ => null,
        };
}
