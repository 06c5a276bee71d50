using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Tests.Addresses;

[TestFixture]
internal sealed class AddressAdviceTests
{
    [TestCase(null, "Type your email address here.")]
    [TestCase("  ", "Type your email address here.")]
    [TestCase("kim", "An address has an @ in it")]
    [TestCase("kim@", "Something is missing behind the @")]
    [TestCase("kim@example", "Something is missing behind the @")]
    [TestCase("kim@example.", "Something is missing behind the @")]
    [TestCase("kim lee@example.org", "There is a space")]
    [TestCase("kim@example.org\r\nBcc: ben@example.org", "There is a space")]
    [TestCase("kim@example.org,lee@example.org", "Type one address only")]
    [TestCase("kim@example;org", "Type one address only")]
    [TestCase("kím@example.org", "has í before the @")]
    [TestCase("\0kim@example.org", "We cannot write to this address.")]
    [TestCase("k\u200Bim@example.org", "We cannot write to this address.")]
    [TestCase("kim@localhost.test", "We cannot write to this address.")]
    public void A_reader_is_told_what_to_do_in_plain_words(string? typed, string advice)
    {
        Assert.That(EmailAddress.TryParse(typed, out _, out _), Is.False, "the advice is about texts that are refused");
        Assert.That(Said(typed), Does.StartWith(advice).Or.Contain(advice));
    }

    private static string Said(string? typed) =>
        new PageWords(NewsletterSample.Settings()).Of(AddressAdvice.For(typed));

    [Test]
    public void No_advice_speaks_of_standards_or_code_points()
    {
        var signs = Enumerable.Range(0, 0x300).Select(c => (char)c).Append('\u2028').Append('\uFFFD').Append('\uD800');
        foreach (var sign in signs)
        {
            foreach (var typed in new[] { $"k{sign}m@example.org", $"kim@ex{sign}mple.org", $"{sign}" })
            {
                Assert.That(
                    Said(typed),
                    Does.Not.Contain("SMTPUTF8").And.Not.Contain("U+").And.Match("kim@example\\.org|Type your email"),
                    typed
                );
            }
        }
    }
}
