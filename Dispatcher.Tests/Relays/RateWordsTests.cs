using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Tests.Relays;

[TestFixture]
internal sealed class RateWordsTests
{
    [TestCase(454, "Throttling failure: Maximum sending rate exceeded.")]
    [TestCase(454, "4.7.0 Throttling failure")]
    [TestCase(432, "4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded")]
    [TestCase(432, "4.3.2 Concurrent connections limit exceeded")]
    [TestCase(451, "4.7.500 Server busy. Please try again later from [192.0.2.1]. (S77719)")]
    [TestCase(451, "4.7.651 The mail server has been temporarily rate limited due to IP reputation.")]
    [TestCase(421, "4.7.28 Our system has detected an unusual rate of unsolicited mail")]
    [TestCase(450, "4.7.28 mail flood")]
    [TestCase(452, "4.5.3 Too many recipients")]
    [TestCase(450, "4.7.1 Error: too much mail from 192.0.2.1")]
    [TestCase(450, "4.7.1 rate limited, slow down")]
    [TestCase(451, "Ratelimit exceeded")]
    [TestCase(451, "4.7.1 You are sending too fast")]
    [TestCase(421, "Too many messages, please slow down")]
    [TestCase(452, "Sending limit exceeded, wait a moment")]
    [TestCase(550, "5.7.1 Message rate exceeded, slow down")]
    [TestCase(554, "5.7.1 Sending rate limit reached")]
    public void Less_speed_is_asked_for(int code, string text) => Assert.That(IsOfRate(code, text), Is.True);

    [TestCase(454, "Sending paused for this account.")]
    [TestCase(451, "4.7.1 Service unavailable - try again later")]
    [TestCase(452, "4.2.2 storage limit exceeded")]
    [TestCase(452, "4.2.2 mailbox full")]
    [TestCase(550, "5.2.2 mailbox size limit exceeded")]
    [TestCase(550, "5.4.5 Daily user sending quota exceeded")]
    [TestCase(454, "4.7.0 daily message limit exceeded")]
    [TestCase(450, "4.7.0 too many messages per hour")]
    [TestCase(450, "4.2.0 greylisted, too many new senders")]
    [TestCase(
        450,
        "4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages"
    )]
    [TestCase(421, "4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints")]
    [TestCase(421, "4.7.0 too many connections from your host")]
    [TestCase(421, "4.3.2 shutting down")]
    [TestCase(554, "5.4.6 too many hops")]
    [TestCase(550, "5.1.1 user unknown")]
    [TestCase(550, "too many invalid recipients")]
    [TestCase(250, "rate limit")]
    [TestCase(451, "4.3.0 corporate mail is moderate")]
    public void Less_speed_would_not_help(int code, string text) => Assert.That(IsOfRate(code, text), Is.False);

    [TestCase("4.4.5 Maximum number of messages per session")]
    [TestCase("4.7.0 Too many messages in this session")]
    [TestCase("too many messages for this connection")]
    [TestCase("4.7.0 message limit per connection exceeded")]
    [TestCase("4.5.3 Maximum of 100 mails per SMTP session reached")]
    [TestCase("Session message limit exceeded")]
    [TestCase("4.7.0 limit of 50 recipients per connection")]
    public void A_new_connection_helps(string text) => Assert.That(RateWords.IsOfSession(text), Is.True);

    [TestCase("4.7.0 too many connections")]
    [TestCase("4.7.0 Maximum sending rate exceeded")]
    [TestCase("5.5.1 bad sequence of commands in this session")]
    [TestCase("4.3.2 Concurrent connections limit exceeded")]
    [TestCase("4.4.2 connection timed out")]
    public void A_new_connection_would_not_help(string text) => Assert.That(RateWords.IsOfSession(text), Is.False);

    [TestCase("4.7.28 an unusual rate of mail", "mail.example.net:587", "gmail.com", true)]
    [TestCase("4.7.28 an unusual rate of mail", "smtp-relay.gmail.com:587", "gmail.com", false)]
    [TestCase("4.7.0 too many messages for b.example", "mail.example.net:587", "b.example", true)]
    [TestCase(
        "Throttling failure: Maximum sending rate exceeded.",
        "email-smtp.eu-west-1.amazonaws.com:587",
        "b.example",
        false
    )]
    public void Who_asks_for_less_is_told_by_the_words(string text, string relay, string domain, bool isOfDomain) =>
        Assert.That(RateWords.IsOfDomain(EnhancedStatus.AtStart(text, 4), text, relay, domain), Is.EqualTo(isOfDomain));

    private static bool IsOfRate(int code, string text) =>
        RateWords.IsOfRate(code, EnhancedStatus.AtStart(text, code / 100), text);
}
