using System.Globalization;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.Links;

namespace Newsletter.Dispatcher.Tests.Subscriptions.Links;

[TestFixture]
internal sealed class FreshLinkRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    [TestCase("", true)]
    [TestCase("0", false)]
    [TestCase("59", false)]
    [TestCase("60", true)]
    [TestCase("60 120 180 240", true)]
    [TestCase("60 120 180 240 300", false)]
    [TestCase("60 120 180 240 3600", true)]
    public void Letters_with_links_have_a_limit_an_hour(string secondsAgo, bool mayGo) =>
        Assert.That(
            FreshLinkRule.MayMail(
                [
                    .. secondsAgo
                        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                        .Select(text => Now.AddSeconds(-int.Parse(text, CultureInfo.InvariantCulture))),
                ],
                Now
            ),
            Is.EqualTo(mayGo)
        );

    [TestCase(11, true)]
    [TestCase(12, false)]
    public void Letters_with_links_have_a_limit_a_day(int letters, bool mayGo) =>
        Assert.That(
            FreshLinkRule.MayMail([.. Enumerable.Range(1, letters).Select(i => Now.AddHours(-i).AddMinutes(-1))], Now),
            Is.EqualTo(mayGo)
        );

    [TestCase(SubscriberStatus.Active, true)]
    [TestCase(SubscriberStatus.Paused, true)]
    [TestCase(SubscriberStatus.Expired, true)]
    [TestCase(SubscriberStatus.Unsubscribed, true)]
    [TestCase(SubscriberStatus.Pending, false)]
    [TestCase(SubscriberStatus.Bounced, false)]
    [TestCase(SubscriberStatus.Complained, false)]
    public void A_reader_who_left_can_be_mailed_a_link_and_one_who_must_get_no_mail_cannot(
        SubscriberStatus status,
        bool can
    ) => Assert.That(FreshLinkRule.CanBeMailed(status), Is.EqualTo(can));
}
