using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Tests.Addresses;

[TestFixture]
internal sealed class ReaderAddressTests
{
    private static readonly EmailAddress[] Own = [EmailAddress.Parse("letter@example.com")];

    [TestCase("ana@example.org", null)]
    [TestCase("info@example.org", null)]
    [TestCase("postmaster@example.org", null)]
    [TestCase("letter@example.org", null)]
    [TestCase("noreplyana@example.org", null)]
    [TestCase("Letter@Example.com", "is the newsletter's own address; leave it out")]
    [TestCase("MAILER-DAEMON@example.org", "is read by no person; give the address of one")]
    [TestCase("No-Reply@example.org", "is read by no person; give the address of one")]
    [TestCase("bounces+123@example.com", "is read by no person; give the address of one")]
    public void An_address_that_nobody_reads_is_told(string address, string? expected)
    {
        Assert.That(ReaderAddress.Wrong(EmailAddress.Parse(address), Own), Is.EqualTo(expected));
    }
}
