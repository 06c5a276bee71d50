using System.Net;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Health;

[TestFixture, Integration]
internal sealed class SpfRecordTests
{
    [TestCase("v=spf1 ip4:203.0.113.7 -all", "203.0.113.7", "Pass")]
    [TestCase("v=spf1 ip4:203.0.113.7 -all", "203.0.113.8", "Fail")]
    [TestCase("v=spf1 ip4:203.0.113.99/24 ~all", "203.0.113.7", "Pass")]
    [TestCase("v=spf1 ip4:203.0.113.0/33 ~all", "203.0.113.7", "Broken")]
    [TestCase("v=spf1 ip6:2001:db8::/32 -all", "2001:db8::25", "Pass")]
    [TestCase("v=spf1 ip4:203.0.113.7 -all", "2001:db8::25", "Fail")]
    [TestCase("v=spf1 ip4:203.0.113.7 -all", "::ffff:203.0.113.7", "Pass")]
    [TestCase("v=spf1 a:relay.example.org -all", "203.0.113.7", "Pass")]
    [TestCase("v=spf1 a:relay.example.org/28 -all", "203.0.113.8", "Pass")]
    [TestCase("v=spf1 mx -all", "203.0.113.7", "Pass")]
    [TestCase("v=spf1 include:_spf.provider.example ~all", "198.51.100.3", "Pass")]
    [TestCase("v=spf1 include:_spf.provider.example ~all", "198.51.101.3", "SoftFail")]
    [TestCase("v=spf1 include:nowhere.example ~all", "198.51.100.3", "Broken")]
    [TestCase("v=spf1 redirect=_spf.provider.example", "198.51.100.3", "Pass")]
    [TestCase("v=spf1 redirect=_spf.provider.example", "198.51.101.3", "Fail")]
    [TestCase("v=spf1 ip4:203.0.113.7", "203.0.113.8", "Neutral")]
    [TestCase("v=spf1 ?all", "203.0.113.8", "Neutral")]
    [TestCase("v=spf1 include:loop.example -all", "203.0.113.8", "Broken")]
    [TestCase("v=spf1 ipv4:203.0.113.7 -all", "203.0.113.7", "Broken")]
    [TestCase("v=spf1 exp=explain.example.org ip4:203.0.113.7 -all", "203.0.113.7", "Pass")]
    [TestCase("v=spf10 ip4:203.0.113.7", "203.0.113.7", "None")]
    public async Task A_record_says_of_an_address(string record, string address, string result)
    {
        await using var dns = new TestDns();
        dns.Text("letter.example", record)
            .Text("_spf.provider.example", "v=spf1 ip4:198.51.100.0/24 -all")
            .Text("loop.example", "v=spf1 include:loop.example -all")
            .Addresses("relay.example.org", "203.0.113.7")
            .MailServers("letter.example", "mx1.example.org", "relay.example.org");

        Assert.That((await EvaluateAsync(dns, address)).ToString(), Is.EqualTo(result));
    }

    [Test]
    public async Task Two_records_are_none()
    {
        await using var dns = new TestDns();
        dns.Text("letter.example", "v=spf1 -all", "v=spf1 ip4:203.0.113.7 -all");

        Assert.That(await EvaluateAsync(dns, "203.0.113.7"), Is.EqualTo(SpfResult.Broken));
    }

    [TestCase("v=spf1 ip4:192.0.2.1 -all", "203.0.113.7", CheckState.Red)]
    [TestCase("v=spf1 include:_spf.provider.example -all", "203.0.113.7", CheckState.Yellow)]
    [TestCase("v=spf1 ip4:192.0.2.1 ~all", "203.0.113.7", CheckState.Yellow)]
    [TestCase("v=spf1 ip4:192.0.2.1 -all", "10.0.0.7", CheckState.Yellow)]
    [TestCase("v=spf1 ip4:192.0.2.1 ip4:203.0.113.7 -all", "203.0.113.7", CheckState.Green)]
    public async Task A_relay_that_the_record_does_not_name_is(string record, string address, CheckState expected)
    {
        await using var dns = new TestDns();
        dns.Text("letter.example", record).Text("_spf.provider.example", "v=spf1 ip4:198.51.100.0/24 -all");
        var checks = new DnsChecks(Look(dns), NewsletterSample.Settings(), [], "letter.example");

        var check = await checks.SpfAsync("smtp.example.org", [IPAddress.Parse(address)], CancellationToken.None);

        Assert.That(check.State, Is.EqualTo(expected), check.Says);
    }

    [TestCase(
        "mail.letter.example",
        "203.0.113.7",
        CheckState.Green,
        "203.0.113.7 is mail.letter.example, there and back."
    )]
    [TestCase(
        "mail.letter.example",
        "203.0.113.8",
        CheckState.Yellow,
        "203.0.113.7 of smtp.example.org is called mail.letter.example, which does not lead back to it."
    )]
    [TestCase(null, "203.0.113.7", CheckState.Yellow, "203.0.113.7 of smtp.example.org has no name.")]
    public async Task The_address_of_a_relay_has_a_name_that_leads_back(
        string? name,
        string back,
        CheckState expected,
        string says
    )
    {
        await using var dns = new TestDns();
        dns.Text("letter.example", "v=spf1 ip4:203.0.113.7 -all").Addresses("mail.letter.example", back);
        if (name is not null)
        {
            dns.Name("203.0.113.7", name);
        }

        var all = await new DnsChecks(Look(dns), NewsletterSample.Settings(), [], "letter.example").RunAsync(
            [("smtp.example.org", [IPAddress.Parse("203.0.113.7"), IPAddress.Parse("10.0.0.7")])],
            CancellationToken.None
        );

        var check = all.Single(check => check.Name == "reverse DNS");
        Assert.That((check.State, check.Says), Is.EqualTo((expected, says)));
    }

    private static DnsLookup Look(TestDns dns) => new(new() { DnsServer = dns.Address });

    private static Task<SpfResult> EvaluateAsync(TestDns dns, string address) =>
        new SpfRecord(Look(dns)).EvaluateAsync("letter.example", IPAddress.Parse(address), CancellationToken.None);
}
