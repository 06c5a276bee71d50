using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscriptions.SignUp;

namespace Newsletter.Dispatcher.Tests.Subscriptions;

[TestFixture]
internal sealed class DomainSlipTests
{
    [TestCase("gmial.com", "gmail.com")]
    [TestCase("gmai.com", "gmail.com")]
    [TestCase("gmaill.com", "gmail.com")]
    [TestCase("gnail.com", "gmail.com")]
    [TestCase("gmail.con", "gmail.com")]
    [TestCase("gmail.cmo", "gmail.com")]
    [TestCase("gmail.co", "gmail.com")]
    [TestCase("gmial.cmo", "gmail.com")]
    [TestCase("GMIAL.COM", "gmail.com")]
    [TestCase("hotmial.com", "hotmail.com")]
    [TestCase("hotmai.fr", "hotmail.fr")]
    [TestCase("yaho.com", "yahoo.com")]
    [TestCase("yahoo.co.ku", "yahoo.co.uk")]
    [TestCase("outlok.com", "outlook.com")]
    [TestCase("iclod.com", "icloud.com")]
    [TestCase("gxm.de", "gmx.de")]
    [TestCase("gmx.nte", "gmx.net")]
    [TestCase("t-onlnie.de", "t-online.de")]
    public void A_slip_is_asked_about(string typed, string meant) =>
        Assert.That(DomainSlip.Meant(EmailAddress.Parse($"Kim.Lee@{typed}"))?.Value, Is.EqualTo($"Kim.Lee@{meant}"));

    [TestCase("gmail.com")]
    [TestCase("ymail.com")]
    [TestCase("email.com")]
    [TestCase("mail.com")]
    [TestCase("gmx.ch")]
    [TestCase("web.de")]
    [TestCase("example.org")]
    [TestCase("wed.de")]
    [TestCase("ao.com")]
    [TestCase("hotmail.be")]
    [TestCase("yahoo.ie")]
    [TestCase("gmail.example.org")]
    [TestCase("mail.example.com")]
    [TestCase("harbour.co")]
    [TestCase("we.com")]
    [TestCase("xn--bcher-kva.example")]
    public void What_may_well_be_right_is_not(string domain) =>
        Assert.That(DomainSlip.Meant(EmailAddress.Parse($"kim@{domain}")), Is.Null);
}
