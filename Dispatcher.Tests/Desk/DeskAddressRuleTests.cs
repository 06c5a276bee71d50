using Newsletter.Dispatcher.Desk;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture]
internal sealed class DeskAddressRuleTests
{
    [TestCase("https://letter.example.com", true, false, true, TestName = "HTTPS from anywhere")]
    [TestCase("https://letter.example.com", false, true, true, TestName = "a proxy on this machine")]
    [TestCase("https://letter.example.com", false, false, false, TestName = "straight to the port, from elsewhere")]
    [TestCase("http://localhost:8080", false, true, true, TestName = "this machine to itself")]
    [TestCase("http://localhost:8080", false, false, false, TestName = "from elsewhere to a local site")]
    [TestCase("http://letter.example.com", false, true, false, TestName = "a site in clear text behind a local proxy")]
    public void The_desk_is_shown_where_nobody_on_the_way_reads_along(
        string baseUrl,
        bool isHttps,
        bool isFromHere,
        bool expected
    ) => Assert.That(DeskAddressRule.MayShow(baseUrl, isHttps, isFromHere), Is.EqualTo(expected));
}
