using Newsletter.Dispatcher.Desk;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture]
internal sealed class ShownAddressTests
{
    [TestCase("ana@example.org", true, "ana@example.org")]
    [TestCase("ana@example.org", false, "a…@example.org")]
    [TestCase("", false, "an erased reader")]
    [TestCase("@", false, "…")]
    public void A_reader_is_shown_as_the_role_allows(string email, bool isWhole, string expected) =>
        Assert.That(ShownAddress.Of(email, isWhole), Is.EqualTo(expected));

    [TestCase("550 5.1.1 <ana.ruiz@example.org>: no such user", "550 5.1.1 <a…@example.org>: no such user")]
    [TestCase("rfc822;ben@example.org (ben@example.org)", "rfc822;b…@example.org (b…@example.org)")]
    [TestCase("552 mailbox full", "552 mailbox full")]
    public void The_words_of_a_relay_hide_the_address_too(string reply, string expected)
    {
        Assert.That(ShownAddress.In(reply, isWhole: false), Is.EqualTo(expected));
        Assert.That(ShownAddress.In(reply, isWhole: true), Is.EqualTo(reply));
    }
}
