using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Tests.Mails;

[TestFixture]
internal sealed class MailRulesTests
{
    private const MailKind K = MailKind.Confirm;

    [TestCase(MailKind.Confirm, SubscriberStatus.Pending, true)]
    [TestCase(MailKind.Confirm, SubscriberStatus.Unsubscribed, true)]
    [TestCase(MailKind.Confirm, SubscriberStatus.Bounced, true)]
    [TestCase(MailKind.Confirm, SubscriberStatus.Expired, true)]
    [TestCase(MailKind.Confirm, SubscriberStatus.Complained, false)]
    [TestCase(MailKind.ConfirmAddress, SubscriberStatus.Active, true)]
    [TestCase(MailKind.AddressChanged, SubscriberStatus.Active, true)]
    [TestCase(MailKind.AddressChanged, SubscriberStatus.Unsubscribed, true)]
    [TestCase(MailKind.AddressKept, SubscriberStatus.Unsubscribed, true)]
    [TestCase(MailKind.YourLink, SubscriberStatus.Active, true)]
    [TestCase(MailKind.YourLink, SubscriberStatus.Unsubscribed, true)]
    [TestCase(MailKind.YourLink, SubscriberStatus.Bounced, false)]
    [TestCase(MailKind.FreshLink, SubscriberStatus.Expired, true)]
    [TestCase(MailKind.FreshLink, SubscriberStatus.Unsubscribed, true)]
    [TestCase(MailKind.FreshLink, SubscriberStatus.Complained, false)]
    [TestCase(MailKind.Welcome, SubscriberStatus.Active, true)]
    [TestCase(MailKind.Welcome, SubscriberStatus.Paused, true)]
    [TestCase(MailKind.Welcome, SubscriberStatus.Unsubscribed, false)]
    [TestCase(MailKind.Welcome, SubscriberStatus.Bounced, false)]
    [TestCase(MailKind.Welcome, SubscriberStatus.Complained, false)]
    [TestCase(MailKind.TrialEnding, SubscriberStatus.Active, true)]
    [TestCase(MailKind.TrialEnding, SubscriberStatus.Unsubscribed, false)]
    [TestCase(MailKind.TrialEnding, SubscriberStatus.Expired, false)]
    [TestCase(MailKind.Expired, SubscriberStatus.Expired, true)]
    [TestCase(MailKind.Expired, SubscriberStatus.Active, false)]
    [TestCase(MailKind.Expired, SubscriberStatus.Unsubscribed, false)]
    [TestCase(MailKind.Goodbye, SubscriberStatus.Unsubscribed, true)]
    [TestCase(MailKind.Goodbye, SubscriberStatus.Active, false)]
    [TestCase(MailKind.Goodbye, SubscriberStatus.Complained, false)]
    public void A_status_allows_a_kind_or_not(MailKind kind, SubscriberStatus status, bool mayGo) =>
        Assert.That(
            MailRules.WhyNot(Mail(kind) with { Status = status }, new(SuppressedAt: null, CanBeConfirmed: true)),
            mayGo ? Is.Null : Is.Not.Null
        );

    [Test]
    public void Nobody_who_is_gone_or_erased_gets_anything([Values] MailKind kind)
    {
        var facts = new MailFacts(SuppressedAt: null, CanBeConfirmed: true);

        Assert.That(MailRules.WhyNot(Mail(kind) with { Status = null }, facts), Is.EqualTo("the subscriber is gone"));
        Assert.That(MailRules.WhyNot(Mail(kind) with { Email = "" }, facts), Is.EqualTo("the subscriber was erased"));
    }

    [Test]
    public void A_suppressed_address_gets_only_a_confirmation_queued_after_the_suppression([Values] MailKind kind)
    {
        var mail = Mail(kind) with
        {
            Status =
                kind is MailKind.Expired ? SubscriberStatus.Expired
                : kind is MailKind.Goodbye ? SubscriberStatus.Unsubscribed
                : SubscriberStatus.Active,
        };

        Assert.That(
            MailRules.WhyNot(mail, new(mail.CreatedAt.AddSeconds(1), CanBeConfirmed: true)),
            Is.EqualTo("the address is suppressed")
        );
        Assert.That(
            MailRules.WhyNot(mail, new(mail.CreatedAt.AddSeconds(-1), CanBeConfirmed: true)),
            kind == K ? Is.Null : Is.EqualTo("the address is suppressed")
        );
    }

    [Test]
    public void A_mail_to_an_address_that_was_given_up_goes_only_where_it_opens_nothing([Values] MailKind kind)
    {
        var mail = Mail(kind) with
        {
            Status =
                kind is MailKind.Expired ? SubscriberStatus.Expired
                : kind is MailKind.Goodbye ? SubscriberStatus.Unsubscribed
                : SubscriberStatus.Active,
        };

        Assert.That(
            MailRules.WhyNot(mail, new(SuppressedAt: null, CanBeConfirmed: true, IsFormerAddress: true)),
            MailRules.IsToStranger(kind) || kind is MailKind.AddressChanged
                ? Is.Null
                : Is.EqualTo("the subscriber has another address now")
        );
    }

    [TestCase(MailKind.Confirm)]
    [TestCase(MailKind.ConfirmAddress)]
    public void A_confirmation_that_was_used_or_has_expired_is_not_mailed_again(MailKind kind) =>
        Assert.That(
            MailRules.WhyNot(Mail(kind), new(SuppressedAt: null, CanBeConfirmed: false)),
            Is.EqualTo("the confirmation was used or is over")
        );

    [Test]
    public void A_subscriber_who_has_paid_gets_no_mail_that_the_trial_ends() =>
        Assert.That(
            MailRules.WhyNot(Mail(MailKind.TrialEnding) with { Term = SubscriberTerm.Paid }, new(null, false)),
            Is.EqualTo("the subscriber has paid")
        );

    private static DueMail Mail(MailKind kind) => MailTemplates.Sample(kind);
}
