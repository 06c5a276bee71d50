using Newsletter.Dispatcher.Desk;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture]
internal sealed class BrowserNameTests
{
    [TestCase("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux")]
    [TestCase(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML) Chrome/142.0.0.0 Safari/537.36",
        "Chrome on Windows"
    )]
    [TestCase(
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0",
        "Edge on Windows"
    )]
    [TestCase(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1",
        "Safari on iPhone"
    )]
    [TestCase(
        "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36",
        "Chrome on Android"
    )]
    [TestCase("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18.0 Safari/605.1", "Safari on macOS")]
    [TestCase("curl/8.5.0", "curl/8.5.0")]
    [TestCase("", "A program without a name")]
    [TestCase("something on Linux", "A program on Linux")]
    public void A_browser_has_the_name_that_people_know(string agent, string name) =>
        Assert.That(BrowserName.Of(agent), Is.EqualTo(name));

    [Test]
    public void A_long_name_is_cut() =>
        Assert.That(BrowserName.Of(new string('x', 200)), Is.EqualTo($"{new string('x', 40)}…"));
}
