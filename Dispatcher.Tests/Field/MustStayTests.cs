using Newsletter.Dispatcher.Bounces.Report;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>Cases that were right before the rules for bounce texts became strict.</summary>
[TestFixture]
internal sealed class MustStayTests
{
    [TestCase("hdr-de", BounceKind.AutoReply)]
    [TestCase("nohdr-ja", BounceKind.AutoReply)]
    [TestCase("human-reply", BounceKind.Other)]
    [TestCase("left-nohdr", BounceKind.Other)]
    public void Automatic_answers_are_no_bounces(string mail, BounceKind kind)
    {
        var report = Read(mail);

        Assert.That(report.Kind, Is.EqualTo(kind));
        Assert.That(report.Results, Is.Empty);
    }

    [Test]
    public void A_report_without_a_status_is_a_bounce_that_suppresses_nobody()
    {
        var report = Read("report-nostatus");

        Assert.That(report.Kind, Is.EqualTo(BounceKind.Bounce));
        Assert.That(
            report.Results.Select(result => (result.Reason, result.IsHard)),
            Is.EqualTo(new[] { (BounceReason.Unknown, false) })
        );
    }

    [Test]
    public void Each_recipient_of_a_report_gets_a_separate_verdict()
    {
        var report = Read("two-recipients-nompta");

        Assert.That(
            report.Results.Select(result => (result.Recipient, result.Reason, result.IsHard)),
            Is.EqualTo(
                new[]
                {
                    ("reader@example.net", BounceReason.UserUnknown, true),
                    ("other@example.net", BounceReason.MailboxFull, false),
                }
            )
        );
    }

    private static BounceReport Read(string mail) =>
        BounceMessage.Read(
            File.ReadAllBytes(
                Path.Combine(Corpora.Repository(), "Dispatcher.Tests", "Field", "Inputs", "must-stay", $"{mail}.eml")
            )
        );
}
