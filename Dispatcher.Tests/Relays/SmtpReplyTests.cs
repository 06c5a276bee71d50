using MailKit.Net.Smtp;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Tests.Relays;

[TestFixture]
internal sealed class SmtpReplyTests
{
    private const SmtpErrorCode Mail = SmtpErrorCode.SenderNotAccepted;
    private const SmtpErrorCode Rcpt = SmtpErrorCode.RecipientNotAccepted;
    private const SmtpErrorCode Data = SmtpErrorCode.UnexpectedStatusCode;
    private const SmtpErrorCode Dot = SmtpErrorCode.MessageNotAccepted;

    // The mailbox.
    [TestCase(Rcpt, 550, "5.1.1 no such user", "failed dead-address")]
    [TestCase(Rcpt, 550, "5.1.3 bad syntax", "failed dead-address")]
    [TestCase(Rcpt, 550, "5.1.6 moved, no forwarding", "failed dead-address")]
    [TestCase(Dot, 554, "5.1.1 said after the data", "failed dead-address")]
    [TestCase(Rcpt, 550, "5.1.2 no such domain", "failed dead-domain")]
    [TestCase(Rcpt, 556, "5.1.10 null MX", "failed dead-address")]
    [TestCase(Rcpt, 550, "5.1.10 recipient not found", "failed dead-address")]
    [TestCase(Rcpt, 550, "5.2.1 disabled", "failed disabled")]
    [TestCase(Rcpt, 550, "5.7.13 account disabled", "failed disabled")]
    [TestCase(Rcpt, 550, "5.7.17 owner changed", "failed disabled")]
    [TestCase(Rcpt, 550, "5.7.18 domain owner changed", "failed disabled")]
    [TestCase(Rcpt, 552, "5.2.2 over quota", "failed mailbox-full")]
    // The message and its sender.
    [TestCase(Rcpt, 552, "5.2.3 too long for this mailbox", "failed content")]
    [TestCase(Dot, 552, "5.3.4 too big", "failed content")]
    [TestCase(Dot, 554, "5.6.0 other", "failed content")]
    [TestCase(Dot, 554, "5.6.1 media not supported", "failed content")]
    [TestCase(Dot, 550, "5.6.7 not 7-bit", "failed content")]
    [TestCase(Rcpt, 553, "5.1.7 sender syntax", "failed sender")]
    [TestCase(Rcpt, 550, "5.1.8 sender domain not found", "failed sender")]
    [TestCase(Dot, 550, "5.7.27 sender has null MX", "failed sender")]
    // The way, the protocol, the policy.
    [TestCase(Rcpt, 550, "5.4.1 no answer from host", "deferred routing")]
    [TestCase(Rcpt, 550, "5.4.4 unable to route", "deferred routing")]
    [TestCase(Dot, 554, "5.4.6 routing loop", "deferred routing")]
    [TestCase(Rcpt, 550, "5.3.0 other system status", "deferred routing")]
    [TestCase(Rcpt, 554, "5.3.2 not accepting messages", "deferred routing")]
    [TestCase(Rcpt, 554, "5.3.1 5.3.1 says nothing of the relay's own disk", "deferred routing")]
    [TestCase(Data, 554, "5.5.1 no valid recipients", "failed protocol")]
    [TestCase(Rcpt, 503, "5.5.0 bad sequence", "failed protocol")]
    [TestCase(Rcpt, 501, "5.5.4 bad arguments", "failed protocol")]
    [TestCase(Dot, 554, "5.7.1 spam", "failed policy")]
    [TestCase(Rcpt, 550, "5.7.1 listed at rbl", "failed policy")]
    [TestCase(Dot, 550, "5.7.26 neither SPF nor DKIM", "failed policy")]
    [TestCase(Dot, 550, "5.7.0 blocked", "failed policy")]
    [TestCase(Rcpt, 550, "5.7.14 is not 5.7.13", "failed policy")]
    [TestCase(Rcpt, 550, "5.7.28 mail flood", "failed policy")]
    // No enhanced code, or one that says nothing.
    [TestCase(Rcpt, 550, "", "failed unspecified")]
    [TestCase(Rcpt, 550, "user unknown", "failed unspecified")]
    [TestCase(Rcpt, 551, "user not local", "failed unspecified")]
    [TestCase(Rcpt, 552, "exceeded storage allocation", "failed unspecified")]
    [TestCase(Rcpt, 553, "bad", "failed unspecified")]
    [TestCase(Data, 554, "at DATA", "failed unspecified")]
    [TestCase(Dot, 552, "too large", "failed unspecified")]
    [TestCase(Rcpt, 599, "never heard of", "failed unspecified")]
    [TestCase(Rcpt, 550, "5.0.0 filtered", "failed unspecified")]
    [TestCase(Rcpt, 550, "5.1.0 address rejected", "failed unspecified")]
    [TestCase(Rcpt, 550, "5.2.0 other mailbox status", "failed unspecified")]
    [TestCase(Rcpt, 550, "5.9.9 no such subject", "failed unspecified")]
    // Not now.
    [TestCase(Rcpt, 450, "4.2.0 greylisted", "deferred transient")]
    [TestCase(Rcpt, 451, "4.7.1 greylisted", "deferred transient")]
    [TestCase(Rcpt, 450, "4.7.1 greylisted", "deferred transient")]
    [TestCase(Rcpt, 450, "4.1.1 unverified", "deferred transient")]
    [TestCase(Rcpt, 452, "4.2.2 full", "deferred mailbox-full")]
    [TestCase(Dot, 450, "4.2.2 full", "deferred mailbox-full")]
    [TestCase(Mail, 454, "Throttling failure: Maximum sending rate exceeded.", "Throttled")]
    [TestCase(Dot, 452, "4.4.5 Maximum number of messages per session", "SessionOver")]
    [TestCase(Mail, 452, "4.4.5 Maximum number of messages per session", "SessionOver")]
    [TestCase(Rcpt, 421, "4.7.0 too many messages in this session", "SessionOver")]
    [TestCase(Rcpt, 452, "4.5.3 too many recipients", "Throttled")]
    [TestCase(Rcpt, 452, "full", "deferred transient")]
    [TestCase(Rcpt, 451, "4.4.3 no answer from the name server", "deferred transient")]
    [TestCase(Data, 451, "at DATA", "deferred transient")]
    [TestCase(Dot, 451, "4.3.0 after the dot", "deferred transient")]
    [TestCase(Rcpt, 499, "never heard of", "deferred transient")]
    // The relay's affair, nobody's attempt.
    [TestCase(Rcpt, 421, "4.3.2 shutting down", "Passing")]
    [TestCase(Data, 421, "at DATA", "Passing")]
    [TestCase(Dot, 421, "after the dot", "Passing")]
    [TestCase(Mail, 421, "4.7.0 slow down", "Throttled")]
    [TestCase(Rcpt, 452, "4.3.1 disk full", "Passing")]
    [TestCase(Dot, 451, "4.3.1 disk full", "Passing")]
    [TestCase(Mail, 452, "4.3.1 disk full", "Unreachable")]
    [TestCase(Mail, 451, "try later", "Unreachable")]
    [TestCase(Mail, 550, "5.7.1 not allowed", "Refused")]
    [TestCase(Mail, 550, "5.1.8 no such sender domain", "Refused")]
    [TestCase(Mail, 550, "5.1.1 is the sender's here", "Refused")]
    [TestCase(Mail, 552, "5.3.4 larger than the SIZE we take", "TooLarge")]
    [TestCase(Mail, 552, "5.2.3 larger than the SIZE we take", "TooLarge")]
    [TestCase(Mail, 552, "message size exceeds fixed maximum", "TooLarge")]
    [TestCase(Mail, 552, "5.7.1 not about the size", "Refused")]
    // Good, or not understood.
    [TestCase(Dot, 250, "2.0.0 queued", "Accepted")]
    [TestCase(Dot, 251, "any 2yz is accepted", "Accepted")]
    [TestCase(Dot, 299, "any 2yz is accepted", "Accepted")]
    [TestCase(Data, 250, "nothing was handed over", "deferred transient")]
    [TestCase(Rcpt, 354, "out of step", "deferred transient")]
    [TestCase(Rcpt, 999, "?", "deferred transient")]
    [TestCase(Rcpt, 0, "", "deferred transient")]
    [TestCase(Dot, 354, "nonsense", "Uncertain")]
    [TestCase(Dot, 150, "nonsense", "Uncertain")]
    [TestCase(Dot, 600, "nonsense", "Uncertain")]
    public void A_reply_is_sorted_by_command_then_digit_then_enhanced_code(
        SmtpErrorCode at,
        int code,
        string text,
        string expected
    ) => Assert.That(Told(SmtpReply.Classify(at, code, text, "relay:25")), Is.EqualTo(expected));

    // The basic code's first digit rules (RFC 5321 4.2.1), also against the enhanced code.
    [TestCase(250, "5.1.1 contradicts", "Accepted")]
    [TestCase(250, "4.2.2 contradicts", "Accepted")]
    [TestCase(251, "5.7.1 contradicts", "Accepted")]
    [TestCase(450, "5.1.1 contradicts", "deferred transient")]
    [TestCase(451, "5.2.2 contradicts", "deferred transient")]
    [TestCase(452, "2.0.0 contradicts", "deferred transient")]
    [TestCase(450, "5.3.1 contradicts", "deferred transient")]
    [TestCase(550, "4.2.1 contradicts", "failed unspecified")]
    [TestCase(550, "4.1.1 contradicts", "failed unspecified")]
    [TestCase(552, "4.3.1 contradicts", "failed unspecified")]
    [TestCase(554, "2.1.1 contradicts", "failed unspecified")]
    [TestCase(550, "2.0.0 contradicts", "failed unspecified")]
    public void An_enhanced_code_never_overrules_the_basic_one(int code, string text, string expected) =>
        Assert.That(Told(SmtpReply.Classify(Dot, code, text, "relay:25")), Is.EqualTo(expected));

    [TestCase("see 5.1.1 page")]
    [TestCase("<reader@example.org>: 5.1.1 no such user")]
    [TestCase("no mailbox here by that name. (#5.1.1)")]
    [TestCase("#5.1.1 no such user")]
    [TestCase("5.1.1.7 is on a list")]
    [TestCase("5.1.11.1 is an address")]
    [TestCase("5.1.1st")]
    [TestCase("5.1.1111 has too many digits")]
    [TestCase("5.1 is half a code")]
    [TestCase("5..1")]
    [TestCase("5.1.")]
    [TestCase("55.1.1")]
    [TestCase("５.１.１ in other digits")]
    [TestCase("-5.1.1")]
    public void An_enhanced_code_counts_only_whole_and_at_the_start(string text) =>
        Assert.That(Told(SmtpReply.Classify(Rcpt, 550, text, "relay:25")), Is.EqualTo("failed unspecified"));

    [TestCase("5.1.1")]
    [TestCase(" 5.1.1 after a space")]
    [TestCase("5.1.1: no such user")]
    [TestCase("5.1.1. No such user")]
    [TestCase("5.1.1\n5.1.1 of two lines")]
    [TestCase("5.001.001 with zeros")]
    public void An_enhanced_code_is_read_as_servers_write_it(string text) =>
        Assert.That(Told(SmtpReply.Classify(Rcpt, 550, text, "relay:25")), Is.EqualTo("failed dead-address"));

    [TestCase("a\r\nb\0c\u001b[31md", "a  b c [31md")]
    [TestCase("\u202Eevil", "evil")]
    [TestCase("a\u200Fb\u061Cc\u2067d", "a b c d")]
    [TestCase("\u009b2J", "2J")]
    public void A_servers_words_are_made_harmless(string text, string expected) =>
        Assert.That(SmtpReply.Clean(text), Is.EqualTo(expected));

    [Test]
    public void Half_a_character_is_no_character() =>
        Assert.That(SmtpReply.Clean($"half {(char)0xD83D} pair"), Is.EqualTo("half   pair"));

    [Test]
    public void A_servers_words_are_cut_to_what_the_ledger_keeps() =>
        Assert.That(SmtpReply.Clean(new string('x', 100_000)), Has.Length.EqualTo(512));

    [TestCase("2.0.0 Ok: queued as 4Zk3Vq2Xz9", "250 2.0.0 Ok: queued as 4Zk3Vq2Xz9")]
    [TestCase("", "250")]
    public void A_queue_id_is_kept(string text, string reply) =>
        Assert.That(SmtpReply.Accepted(250, text).Reply, Is.EqualTo(reply));

    [Test]
    public void No_more_than_a_queue_id_is_kept_when_all_is_well() =>
        Assert.That(SmtpReply.Accepted(250, new string('x', 100_000)).Reply, Has.Length.EqualTo(200));

    [Test]
    public void A_refusal_keeps_the_relays_words() =>
        Assert.That(
            SmtpReply.Classify(Rcpt, 550, "5.1.1 no\nsuch user", "relay:25"),
            Is.EqualTo(new DeliveryOutcome.Rejected("550 5.1.1 no such user", RefusalCause.DeadAddress))
        );

    private static string Told(DeliveryOutcome outcome) =>
        outcome switch
        {
            DeliveryOutcome.Rejected rejected => $"failed {rejected.Cause.Word()}",
            DeliveryOutcome.Deferred deferred => $"deferred {deferred.Cause.Word()}",
            DeliveryOutcome.RelayTrouble trouble => trouble.Trouble.Kind.ToString(),
            _ => outcome.GetType().Name,
        };
}
