using Newsletter.Dispatcher.Bounces.Report;

namespace Newsletter.Dispatcher.Tests.Bounces.Report;

[TestFixture]
internal sealed class BounceVerdictTests
{
    [TestCase("5.1.1", null, SmtpStage.Untold, BounceReason.UserUnknown, true)]
    [TestCase("5.1.2", null, SmtpStage.Untold, BounceReason.HostUnknown, true)]
    [TestCase("5.1.3", null, SmtpStage.Untold, BounceReason.UserUnknown, true)]
    [TestCase("5.1.6", null, SmtpStage.Untold, BounceReason.Moved, true)]
    [TestCase("5.1.10", null, SmtpStage.Untold, BounceReason.UserUnknown, true)]
    [TestCase("4.1.1", null, SmtpStage.Untold, BounceReason.Refused, false)]
    [TestCase("5.1.8", null, SmtpStage.Untold, BounceReason.SenderRejected, false)]
    [TestCase("5.2.1", null, SmtpStage.Untold, BounceReason.Suspended, false)]
    [TestCase("5.2.2", null, SmtpStage.Untold, BounceReason.MailboxFull, false)]
    [TestCase("5.3.4", null, SmtpStage.Untold, BounceReason.TooLarge, false)]
    [TestCase("5.4.4", null, SmtpStage.Untold, BounceReason.Network, false)]
    [TestCase("5.7.1", null, SmtpStage.Untold, BounceReason.Policy, false)]
    [TestCase("5.1.1", BounceReason.MailboxFull, SmtpStage.Rcpt, BounceReason.MailboxFull, false)]
    [TestCase("5.1.1", BounceReason.Spam, SmtpStage.Rcpt, BounceReason.Spam, false)]
    [TestCase("5.1.1", BounceReason.UserUnknown, SmtpStage.Data, BounceReason.UserUnknown, true)]
    [TestCase("5.0.0", BounceReason.UserUnknown, SmtpStage.Rcpt, BounceReason.UserUnknown, true)]
    [TestCase("5.0.0", BounceReason.UserUnknown, SmtpStage.LikelyRcpt, BounceReason.UserUnknown, true)]
    [TestCase("5.2.1", BounceReason.UserUnknown, SmtpStage.LikelyRcpt, BounceReason.Refused, false)]
    [TestCase("5.0.0", BounceReason.UserUnknown, SmtpStage.Data, BounceReason.Refused, false)]
    [TestCase("5.0.0", BounceReason.UserUnknown, SmtpStage.Untold, BounceReason.Refused, false)]
    [TestCase("5.1.1", BounceReason.UserUnknown, SmtpStage.Mail, BounceReason.SenderRejected, false)]
    [TestCase("5.0.0", BounceReason.HostUnknown, SmtpStage.Untold, BounceReason.HostUnknown, true)]
    public void Evidence_decides(
        string status,
        BounceReason? wording,
        SmtpStage stage,
        BounceReason reason,
        bool isHard
    ) =>
        Assert.That(
            BounceVerdict.Of(
                new(
                    BounceStatus.OfField(status),
                    Code: 550,
                    wording is { } known ? new(known) : null,
                    stage,
                    IsProgram: false
                )
            ),
            Is.EqualTo((reason, isHard))
        );

    [TestCase("5.1.1", "5.1.1")]
    [TestCase("5.1.1 (bad)", "5.1.1")]
    [TestCase("smtp; 550-5.7.26 no", "5.7.26")]
    [TestCase("5", null)]
    [TestCase("5.1.1.1", null)]
    [TestCase("192.0.2.5.1.1", null)]
    [TestCase("4.94.2", null)]
    [TestCase(null, null)]
    public void A_status_is_three_numbers(string? field, string? status) =>
        Assert.That(BounceStatus.OfField(field)?.ToString(), Is.EqualTo(status));
}
