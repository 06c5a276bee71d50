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
    [TestCase(MailKind.AddressKept, "unsubscribed", true)]
    [TestCase(MailKind.YourLink, "active", true)]
    [TestCase(MailKind.YourLink, "unsubscribed", true)]
    [TestCase(MailKind.YourLink, "bounced", false)]
    [TestCase(MailKind.FreshLink, "expired", true)]
    [TestCase(MailKind.FreshLink, "unsubscribed", true)]
    [TestCase(MailKind.FreshLink, "complained", false)]
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
    public void A_suppressed_address_gets_nothing_that_was_not_queued_in_full_knowledge(
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

    [Test]
    public void A_mail_to_an_address_that_was_given_up_goes_only_where_it_opens_nothing(
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
            MailRules.WhyNot(mail, new(SuppressedAt: null, CanBeConfirmed: true, IsFormerAddress: true)),
            MailRules.IsToOtherAddress(kind) ? Is.Null : Is.EqualTo("the subscriber has another address now")
        );
    }

    [TestCase(MailKind.Confirm)]
    [TestCase(MailKind.ConfirmAddress)]
    public void What_was_confirmed_is_not_asked_again(string kind) =>
        Assert.That(
            MailRules.WhyNot(Mail(kind), new(SuppressedAt: null, CanBeConfirmed: false)),
            Is.EqualTo("the confirmation was used or is over")
        );

    [Test]
    public void Who_paid_is_not_told_that_the_trial_ends() =>
        Assert.That(
            MailRules.WhyNot(Mail(MailKind.TrialEnding) with { Term = "paid" }, new(null, false)),
            Is.EqualTo("the subscriber has paid")
        );

    private static DueMail Mail(string kind) => MailTemplates.Sample(kind);
}
