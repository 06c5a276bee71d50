using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Tests.Relays;

[TestFixture]
internal sealed class AnswerKeyTests
{
    [TestCase("550 5.1.1 <ana@a.example>: no such user", "550 5.1.1 <ben@b.example>: no such user")]
    [TestCase("550 5.1.1 ana@a.example user unknown", "550 5.1.1 ben@b.example user unknown")]
    [TestCase("550 user ana unknown at a.example", "550 user ben unknown at b.example")]
    [TestCase("454 4.7.0 paused (id 4Zk3Vq2Xz9)", "454 4.7.0 paused (id 8Yq1Aa0Bc3)")]
    [TestCase("451 4.7.1 busy abc-20020a170906 - gsmtp", "451 4.7.1 busy xyz-30020a170999 - gsmtp")]
    [TestCase("450 4.7.1 mx1.a.example says later", "450 4.7.1 mx2.b.example says later")]
    [TestCase("554 rejected, see https://a.example/x?y=1", "554 rejected, see https://b.example/z?y=2")]
    [TestCase("451 3 of 10 messages", "451 4 of 10 messages")]
    [TestCase("451 Try  Again", "451 try again")]
    public void The_same_answer_to_two_recipients_is_the_same(string one, string other) =>
        Assert.That(AnswerKey.Of(one, "ana@a.example"), Is.EqualTo(AnswerKey.Of(other, "ben@b.example")));

    [TestCase("450 4.2.2 mailbox full", "452 4.2.2 mailbox full")]
    [TestCase("450 4.2.2 mailbox full", "450 4.2.1 mailbox full")]
    [TestCase("450 mailbox full", "450 mailbox locked")]
    [TestCase("550 5.1.1 no such user", "550 5.7.1 no such user")]
    [TestCase("550", "551")]
    public void Other_codes_or_words_are_another_answer(string one, string other) =>
        Assert.That(AnswerKey.Of(one, "ana@a.example"), Is.Not.EqualTo(AnswerKey.Of(other, "ben@b.example")));

    [TestCase("")]
    [TestCase("@")]
    [TestCase("not a code")]
    [TestCase("550 \t [ ( < unclosed")]
    public void Anything_has_a_key(string reply) =>
        Assert.That(AnswerKey.Of(reply, "ana@a.example"), Has.Length.LessThanOrEqualTo(120));
}
