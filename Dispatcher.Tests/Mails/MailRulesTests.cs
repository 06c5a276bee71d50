using Newsletter.Dispatcher.Mails;

namespace Newsletter.Dispatcher.Tests.Mails;

[TestFixture]
internal sealed class MailRulesTests
{
    private const string K = MailKind.Confirm;

    [TestCase(MailKind.Confirm, "pending", true)]
    [TestCase(MailKind.Confirm, "unsubscribed", true)]
    [TestCase(MailKind.Confirm, "bounced", true)]
    [TestCase(MailKind.Confirm, "expired", true)]
    [TestCase(MailKind.Confirm, "complained", false)]
    [TestCase(MailKind.ConfirmAddress, "active", true)]
    [TestCase(MailKind.AddressChanged, "active", true)]
    [TestCase(MailKind.AddressChanged, "unsubscribed", true)]
    [TestCase(MailKind.Welcome, "active", true)]
    [TestCase(MailKind.Welcome, "paused", true)]
    [TestCase(MailKind.Welcome, "unsubscribed", false)]
    [TestCase(MailKind.Welcome, "bounced", false)]
    [TestCase(MailKind.Welcome, "complained", false)]
    [TestCase(MailKind.TrialEnding, "active", true)]
    [TestCase(MailKind.TrialEnding, "unsubscribed", false)]
    [TestCase(MailKind.TrialEnding, "expired", false)]
    [TestCase(MailKind.Expired, "expired", true)]
    [TestCase(MailKind.Expired, "active", false)]
    [TestCase(MailKind.Expired, "unsubscribed", false)]
    [TestCase(MailKind.Goodbye, "unsubscribed", true)]
    [TestCase(MailKind.Goodbye, "active", false)]
    [TestCase(MailKind.Goodbye, "complained", false)]
    public void A_status_allows_a_kind_or_not(string kind, string status, bool mayGo) =>
        Assert.That(
            MailRules.WhyNot(Mail(kind) with { Status = status }, new(SuppressedAt: null, CanBeConfirmed: true)),
            mayGo ? Is.Null : Is.Not.Null
        );

    [Test]
    public void Nobody_who_is_gone_or_erased_gets_anything(
        [ValueSource(typeof(MailRules), nameof(MailRules.Kinds))] string kind
    )
    {
        var facts = new MailFacts(SuppressedAt: null, CanBeConfirmed: true);

        Assert.That(MailRules.WhyNot(Mail(kind) with { Status = null }, facts), Is.EqualTo("the subscriber is gone"));
        Assert.That(MailRules.WhyNot(Mail(kind) with { Email = "" }, facts), Is.EqualTo("the subscriber was erased"));
    }

    [Test]
    public void A_suppressed_address_gets_only_a_confirmation_that_was_queued_after_the_suppression(
        [ValueSource(typeof(MailRules), nameof(MailRules.Kinds))] string kind
    )
    {
        var mail = Mail(kind) with
        {
            Status =
                kind is MailKind.Expired ? "expired"
                : kind is MailKind.Goodbye ? "unsubscribed"
                : "active",
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

    [TestCase(MailKind.Confirm)]
    [TestCase(MailKind.ConfirmAddress)]
    public void A_confirmation_that_was_used_or_has_expired_is_not_mailed_again(string kind) =>
        Assert.That(
            MailRules.WhyNot(Mail(kind), new(SuppressedAt: null, CanBeConfirmed: false)),
            Is.EqualTo("the confirmation was used or is over")
        );

    [Test]
    public void A_subscriber_who_has_paid_gets_no_mail_that_the_trial_ends() =>
        Assert.That(
            MailRules.WhyNot(Mail(MailKind.TrialEnding) with { Term = "paid" }, new(null, false)),
            Is.EqualTo("the subscriber has paid")
        );

    private static DueMail Mail(string kind) => MailTemplates.Sample(kind);
}
