using Newsletter.Dispatcher.Bounces.Providers;
using Newsletter.Dispatcher.Bounces.Report;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// The verdict when code and text disagree, when a provider judges, and when an address has a prefix.
/// </summary>
[TestFixture]
internal sealed class BounceEvidenceTests
{
    [TestCase("5.1.1", "550 5.1.1 Your network is on our block list", BounceReason.Blocked, false)]
    [TestCase("5.1.1", "550 5.1.1 rejected for policy reasons", BounceReason.Policy, false)]
    [TestCase("5.1.1", "550 5.1.1 <ana@example.org> user unknown", BounceReason.UserUnknown, true)]
    [TestCase("5.4.1", "550 5.4.1 Recipient address rejected: Access denied", BounceReason.UserUnknown, true)]
    [TestCase("5.7.1", "554 5.7.1 Recipient address rejected: Access denied", BounceReason.Refused, false)]
    [TestCase(
        "5.1.351",
        "550 5.1.351 Remote server returned unknown recipient or mailbox unavailable",
        BounceReason.UserUnknown,
        true
    )]
    [TestCase("5.1.10", "556 5.1.10 Recipient address has null MX", BounceReason.NoMail, true)]
    [TestCase(null, "556 Mail is not taken", BounceReason.NoMail, true)]
    [TestCase("5.1.2", "550 5.1.2 host or domain does not exist", BounceReason.HostUnknown, true)]
    public void The_verdict_on_a_bounce_follows_from_status_code_and_text(
        string? status,
        string words,
        BounceReason reason,
        bool isHard
    )
    {
        var judged = BounceJudge.Of(Failure("ana@example.org", status, words), notice: "", reportingMta: "");
        var provider = ProviderVerdict.Of("ana@example.org", status, words, BounceReason.Unknown, isDead: isHard);

        Assert.That((judged.Reason, judged.IsHard), Is.EqualTo((reason, isHard)));
        Assert.That((provider.Reason, provider.IsHard), Is.EqualTo((reason, isHard)), "A webhook has the same judge.");
    }

    [Test]
    public void A_block_list_in_the_text_counts_more_than_a_providers_verdict_of_a_dead_address() =>
        Assert.That(
            ProviderVerdict.Of(
                "ana@example.org",
                "5.1.1",
                "550 5.1.1 Your host is listed in bl.example.net",
                BounceReason.UserUnknown,
                isDead: true
            ),
            Has.Property(nameof(BounceResult.Reason))
                .EqualTo(BounceReason.Blocked)
                .And.Property(nameof(BounceResult.IsHard))
                .False
        );

    [TestCase("rfc822;microsoft=ana@example.org", "ana@example.org")]
    [TestCase("rfc822; smtp=ana@example.org", "ana@example.org")]
    [TestCase("smtp;ana@example.org", "ana@example.org")]
    [TestCase("X-LOCAL;<rfc822=ana@example.org>", "ana@example.org")]
    [TestCase("rfc822;ana+news=x@example.org", "ana+news=x@example.org")]
    [TestCase("rfc822;SRS0=ab=cd=example.net=ana@example.org", "SRS0=ab=cd=example.net=ana@example.org")]
    [TestCase("rfc822;prvs=1234=ana@example.org", "prvs=1234=ana@example.org")]
    public void The_address_type_is_not_part_of_the_recipients_address(string field, string address) =>
        Assert.That(
            DeliveryStatus
                .Read([$"Final-Recipient: {field}", "Action: failed", "Status: 5.1.1"])
                .Recipients[0]
                .Recipient,
            Is.EqualTo(address)
        );

    private static RecipientStatus Failure(string recipient, string? status, string words) =>
        new(
            recipient,
            OriginalRecipient: null,
            Action: "failed",
            BounceStatus.OfField(status),
            words,
            Category: "",
            IsProgram: false
        );
}
