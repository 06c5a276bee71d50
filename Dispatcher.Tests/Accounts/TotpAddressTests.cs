using Newsletter.Dispatcher.Accounts.SecondStep;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture]
internal sealed class TotpAddressTests
{
    [TestCase("The Letter", "otpauth://totp/The%20Letter:ana%2Bdesk%40example.org?secret=ABC&issuer=The%20Letter")]
    [TestCase("News: a&b", "otpauth://totp/News%20a%26b:ana%2Bdesk%40example.org?secret=ABC&issuer=News%20a%26b")]
    public void An_app_reads_the_key_and_what_to_call_it(string issuer, string address) =>
        Assert.That(TotpAddress.Of(issuer, "ana+desk@example.org", "ABC"), Is.EqualTo(address));
}
