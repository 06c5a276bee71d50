using MailKit.Net.Smtp;
using Newsletter.Dispatcher.Delivery;

namespace Newsletter.Dispatcher.Tests.Delivery;

[TestFixture]
internal sealed class SmtpReplyTests
{
    [TestCase(SmtpErrorCode.RecipientNotAccepted, 450, "4.2.0 greylisted", nameof(DeliveryOutcome.Deferred))]
    [TestCase(SmtpErrorCode.RecipientNotAccepted, 451, "4.7.1 later", nameof(DeliveryOutcome.Deferred))]
    [TestCase(SmtpErrorCode.RecipientNotAccepted, 452, "4.5.3 too many", nameof(DeliveryOutcome.Deferred))]
    [TestCase(SmtpErrorCode.RecipientNotAccepted, 550, "5.1.1 no such user", nameof(DeliveryOutcome.Rejected))]
    [TestCase(SmtpErrorCode.RecipientNotAccepted, 550, "", nameof(DeliveryOutcome.Rejected))]
    [TestCase(SmtpErrorCode.RecipientNotAccepted, 553, "bad", nameof(DeliveryOutcome.Rejected))]
    [TestCase(SmtpErrorCode.RecipientNotAccepted, 421, "4.3.2 shutting down", nameof(DeliveryOutcome.RelayTrouble))]
    [TestCase(SmtpErrorCode.RecipientNotAccepted, 999, "?", nameof(DeliveryOutcome.Deferred))]
    [TestCase(SmtpErrorCode.UnexpectedStatusCode, 451, "at DATA", nameof(DeliveryOutcome.Deferred))]
    [TestCase(SmtpErrorCode.UnexpectedStatusCode, 554, "at DATA", nameof(DeliveryOutcome.Rejected))]
    [TestCase(SmtpErrorCode.MessageNotAccepted, 251, "any 2yz is accepted", nameof(DeliveryOutcome.Accepted))]
    [TestCase(SmtpErrorCode.MessageNotAccepted, 451, "after the dot", nameof(DeliveryOutcome.Deferred))]
    [TestCase(SmtpErrorCode.MessageNotAccepted, 421, "after the dot", nameof(DeliveryOutcome.RelayTrouble))]
    [TestCase(SmtpErrorCode.MessageNotAccepted, 552, "too large", nameof(DeliveryOutcome.Rejected))]
    [TestCase(SmtpErrorCode.MessageNotAccepted, 554, "5.7.1 spam", nameof(DeliveryOutcome.Rejected))]
    [TestCase(SmtpErrorCode.MessageNotAccepted, 354, "nonsense", nameof(DeliveryOutcome.Uncertain))]
    [TestCase(SmtpErrorCode.SenderNotAccepted, 550, "5.7.1 not allowed", nameof(DeliveryOutcome.RelayTrouble))]
    [TestCase(SmtpErrorCode.SenderNotAccepted, 452, "4.3.1 disk", nameof(DeliveryOutcome.RelayTrouble))]
    public void A_reply_is_sorted_by_command_and_first_digit(SmtpErrorCode at, int code, string text, string expected)
    {
        var outcome = SmtpReply.Classify(at, code, text, "relay:25");

        Assert.That(outcome.GetType().Name, Is.EqualTo(expected));
    }

    // RELIABILITY of the wire: the basic code's first digit rules, whatever the enhanced code claims.
    [TestCase(450, "5.1.1 contradicts", nameof(DeliveryOutcome.Deferred))]
    [TestCase(550, "4.2.1 contradicts", nameof(DeliveryOutcome.Rejected))]
    [TestCase(250, "5.1.1 contradicts", nameof(DeliveryOutcome.Accepted))]
    public void An_enhanced_code_never_overrules_the_basic_one(int code, string text, string expected)
    {
        var outcome = SmtpReply.Classify(SmtpErrorCode.MessageNotAccepted, code, text, "relay:25");

        Assert.That(outcome.GetType().Name, Is.EqualTo(expected));
    }

    [TestCase("a\r\nb\0c\u001b[31md", "a  b c [31md")]
    [TestCase("\u202Eevil", "evil")]
    public void A_servers_words_are_made_harmless(string text, string expected) =>
        Assert.That(SmtpReply.Clean(text), Is.EqualTo(expected));

    [Test]
    public void Half_a_character_is_no_character() =>
        Assert.That(SmtpReply.Clean($"half {(char)0xD83D} pair"), Is.EqualTo("half   pair"));

    [Test]
    public void A_servers_words_are_cut_to_what_the_ledger_keeps() =>
        Assert.That(SmtpReply.Clean(new string('x', 100_000)), Has.Length.EqualTo(512));
}
