using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Tests.Settings;

[TestFixture]
internal sealed class MailProvidersTests
{
    [Test]
    public void Every_domain_is_a_mail_domain_and_belongs_to_one_provider()
    {
        var domains = MailProviders.Domains.Values.SelectMany(domains => domains).ToList();

        Assert.That(domains, Is.Unique);
        Assert.That(domains.Select(MailDomain.Read), Has.All.Property("Problem").Null);
        Assert.That(domains, Is.EqualTo(domains.Select(domain => domain.ToLowerInvariant())));
    }

    [TestCase("google", "googlemail.com")]
    [TestCase("microsoft", "hotmail.co.uk")]
    [TestCase("microsoft", "msn.com")]
    [TestCase("yahoo", "yahoo.co.in")]
    [TestCase("yahoo", "aol.com")]
    public void The_usual_domains_are_known(string provider, string domain) =>
        Assert.That(MailProviders.Domains[provider], Does.Contain(domain));
}
