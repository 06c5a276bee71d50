using Newsletter.Dispatcher.Bounces.Report;

namespace Newsletter.Dispatcher.Tests.Bounces.Report;

[TestFixture]
internal sealed class MailboxGrammarTests
{
    [TestCase("user unknown")]
    [TestCase("Unknown user")]
    [TestCase("The recipient isn't known here")]
    [TestCase("mailbox could not be found")]
    [TestCase("unknown or illegal local recipient")]
    [TestCase("No mailbox here by that name")]
    [TestCase("Nobody with this name")]
    [TestCase("Böyle bir kullanıcı yok")]
    [TestCase("nie ma takiego użytkownika")]
    [TestCase("Пользователь не найден")]
    [TestCase("gebruiker onbekend")]
    [TestCase("Användaren finns inte")]
    public void A_mailbox_is_said_to_be_missing(string text) =>
        Assert.That(MailboxGrammar.SaysUnknown(MailboxGrammar.Clauses(text)), Is.True);

    [TestCase("")]
    [TestCase("unknown error while storing for the user")]
    [TestCase("your account does not exist")]
    [TestCase("the user's home directory was not found")]
    [TestCase("User is known. The page was not found")]
    [TestCase("the sender's address is unknown")]
    [TestCase("unknown mail server of the user")]
    [TestCase("\ud800 user")]
    public void Something_else_is_missing(string text) =>
        Assert.That(MailboxGrammar.SaysUnknown(MailboxGrammar.Clauses(text)), Is.False);

    [TestCase("host or domain does not exist", true)]
    [TestCase("no such domain", true)]
    [TestCase("domain unknown", true)]
    [TestCase("your domain does not exist", false)]
    [TestCase("the sender domain is unknown", false)]
    [TestCase("host refused the message", false)]
    public void A_domain_is_said_to_be_missing(string text, bool isMissing) =>
        Assert.That(MailboxGrammar.SaysNoDomain(MailboxGrammar.Clauses(text)), Is.EqualTo(isMissing));

    [TestCase("Das Postfach ist voll", true)]
    [TestCase("mailbox of the user is now full", true)]
    [TestCase("user unknown", false)]
    public void A_mailbox_is_said_to_be_full(string text, bool isFull) =>
        Assert.That(MailboxGrammar.SaysFull(MailboxGrammar.Clauses(text)), Is.EqualTo(isFull));

    [TestCase("Konto zablokowane", true)]
    [TestCase("the account was switched off", true)]
    [TestCase("account unknown", false)]
    public void A_mailbox_is_said_to_be_switched_off(string text, bool isOff) =>
        Assert.That(MailboxGrammar.SaysOff(MailboxGrammar.Clauses(text)), Is.EqualTo(isOff));

    [Test]
    public void Long_texts_are_read_to_a_limit() =>
        Assert.That(
            MailboxGrammar.Clauses(string.Concat(Enumerable.Repeat("user ", 100_000))).Sum(words => words.Length),
            Is.EqualTo(1500)
        );
}
