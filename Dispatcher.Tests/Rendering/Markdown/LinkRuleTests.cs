using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Markdown;

namespace Newsletter.Dispatcher.Tests.Rendering.Markdown;

[TestFixture]
internal sealed class LinkRuleTests
{
    [TestCase("https://example.org")]
    [TestCase("https://example.org/a?b=c#d")]
    [TestCase("HTTPS://EXAMPLE.ORG/")]
    [TestCase("https://example.org:8443/")]
    [TestCase("https://xn--bcher-kva.example/")]
    [TestCase("https://bücher.example/straße")]
    [TestCase("https://8.8.8.8/")]
    [TestCase("https://172.32.0.1/")]
    [TestCase("https://[2606:4700::1111]/")]
    [TestCase("mailto:ana@example.org?subject=a")]
    [TestCase("tel:+123")]
    [TestCase("sms:+123?body=a")]
    [TestCase("#fn:1")]
    public void These_links_are_good(string url) => Assert.That(LinkRule.OfLink(url, goesOn: false), Is.Null);

    [TestCase("http://localhost/", "localhost")]
    [TestCase("http://LOCALHOST:5000/x", "localhost")]
    [TestCase("http://app.localhost/", "app.localhost")]
    [TestCase("https://127.0.0.1/", "127.0.0.1")]
    [TestCase("https://127.1/", "127.0.0.1")]
    [TestCase("https://0x7f000001/", "127.0.0.1")]
    [TestCase("https://0/", "0.0.0.0")]
    [TestCase("https://10.1.2.3/", "10.1.2.3")]
    [TestCase("https://172.16.0.1/", "172.16.0.1")]
    [TestCase("https://192.168.1.1/", "192.168.1.1")]
    [TestCase("https://169.254.169.254/", "169.254.169.254")]
    [TestCase("https://100.64.0.1/", "100.64.0.1")]
    [TestCase("https://[::1]/", "[::1]")]
    [TestCase("https://[::ffff:10.0.0.1]/", "[::ffff:10.0.0.1]")]
    [TestCase("https://[fd00::1]/", "[fd00::1]")]
    [TestCase("https://[fe80::1]/", "[fe80::1]")]
    [TestCase("https://intranet/", "intranet")]
    [TestCase("https://wiki.corp/", "wiki.corp")]
    [TestCase("https://printer.local./", "printer.local.")]
    public void Private_hosts_are_errors(string url, string host) =>
        Assert.That(
            LinkRule.OfLink(url, goesOn: false),
            Is.EqualTo(
                new LinkFault(
                    Findings.LinkPrivate,
                    $"the address leads to {host}, which only your own network knows; subscribers cannot reach it."
                )
            )
        );

    [TestCase("http://example.org/", false)]
    [TestCase("https://", true)]
    [TestCase("https:example.org", true)]
    [TestCase("https:///x", true)]
    [TestCase("https://a@b.example/", true)]
    [TestCase("mailto:", true)]
    [TestCase("mailto:ana", true)]
    [TestCase("cid:a", true)]
    [TestCase("tel:", true)]
    [TestCase("ftp://example.org/", false)]
    [TestCase("javascript:x()", true)]
    [TestCase("example.org", true)]
    [TestCase("/x", true)]
    [TestCase("?x", true)]
    [TestCase("", true)]
    [TestCase(" https://example.org", true)]
    [TestCase("https://exam\u00ADple.org/", true)]
    [TestCase("https://example.org/\u202Ex", true)]
    public void Other_links_have_a_fault(string url, bool isError) =>
        Assert.That(LinkRule.OfLink(url, goesOn: false), Has.Property(nameof(LinkFault.IsError)).EqualTo(isError));

    [TestCase("https://example.org/x.png", null)]
    [TestCase("cid:a@b", null)]
    [TestCase("http://example.org/x.png", false)]
    [TestCase("data:image/png;base64,AAAA", true)]
    [TestCase("https://localhost/x.png", true)]
    [TestCase("//example.org/x.png", true)]
    public void The_address_of_an_image_on_a_server_is_checked(string url, bool? isError) =>
        Assert.That(LinkRule.OfRemoteImage(url, goesOn: false)?.IsError, Is.EqualTo(isError));
}
