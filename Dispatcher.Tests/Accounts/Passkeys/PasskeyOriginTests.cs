using Newsletter.Dispatcher.Accounts.Passkeys;

namespace Newsletter.Dispatcher.Tests.Accounts.Passkeys;

[TestFixture]
internal sealed class PasskeyOriginTests
{
    [TestCase("https://letter.example.com", "https://letter.example.com", true)]
    [TestCase("https://letter.example.com", "https://letter.example.com/path", true)]
    [TestCase("https://letter.example.com:8443", "https://letter.example.com:8443", true)]
    [TestCase("https://letter.example.com:8443", "https://letter.example.com", false)]
    [TestCase("http://letter.example.com", "https://letter.example.com", false)]
    [TestCase("https://example.com", "https://letter.example.com", false)]
    [TestCase("https://evil.letter.example.com", "https://letter.example.com", false)]
    [TestCase("https://letter.example.com.evil.example", "https://letter.example.com", false)]
    [TestCase("null", "https://letter.example.com", false)]
    [TestCase("", "https://letter.example.com", false)]
    [TestCase(null, "https://letter.example.com", false)]
    [TestCase("http://localhost:8080", "http://localhost", true)]
    [TestCase("http://localhost:8080", "http://localhost:9", true)]
    [TestCase("http://127.0.0.1:8080", "http://localhost", false)]
    [TestCase("https://letter.example.com", "http://localhost", false)]
    [TestCase("ftp://localhost", "http://localhost", false)]
    public void Only_our_own_address_counts(string? origin, string baseUrl, bool isOurs) =>
        Assert.That(PasskeyOrigin.IsOurs(origin, isInFrame: false, baseUrl), Is.EqualTo(isOurs));

    [Test]
    public void A_page_inside_another_sites_page_does_not_count() =>
        Assert.That(
            PasskeyOrigin.IsOurs("https://letter.example.com", isInFrame: true, "https://letter.example.com"),
            Is.False
        );
}
