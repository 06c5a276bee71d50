using Newsletter.Dispatcher.Payments;

namespace Newsletter.Dispatcher.Tests.Payments;

[TestFixture]
internal sealed class StripeAddressTests
{
    [TestCase("https://checkout.stripe.com/c/pay/cs_live_1#fid", null)]
    [TestCase("https://billing.stripe.com/p/session/1", null)]
    [TestCase("http://127.0.0.1:4242/c/pay/cs_1", "http://127.0.0.1:4242/")]
    public void Stripes_own_pages_and_those_of_its_stand_in_are_followed(string address, string? apiBase) =>
        Assert.That(StripeAddress.Trusted(address, apiBase)?.AbsoluteUri, Is.EqualTo(address));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("/manage")]
    [TestCase("//checkout.stripe.com/")]
    [TestCase("http://checkout.stripe.com/")]
    [TestCase("https://checkout.stripe.com:8443/")]
    [TestCase("https://checkout.stripe.com@evil.example/")]
    [TestCase("https://me@checkout.stripe.com/")]
    [TestCase("https://checkout.stripe.com.evil.example/")]
    [TestCase("https://evilstripe.com/")]
    [TestCase("https://stripe.com.evil.example\\.stripe.com/")]
    [TestCase("https://evil.example/.stripe.com")]
    [TestCase("https://evil.example#.stripe.com")]
    [TestCase("javascript:alert('checkout.stripe.com')")]
    [TestCase("data:text/html,stripe.com")]
    [TestCase("http://127.0.0.1:4243/")]
    [TestCase("https://127.0.0.1:4242/")]
    public void No_other_address_is(string? address) =>
        Assert.That(StripeAddress.Trusted(address, "http://127.0.0.1:4242"), Is.Null);
}
