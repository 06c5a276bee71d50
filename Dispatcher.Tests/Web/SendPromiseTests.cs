using System.Net;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>The small decisions of the pages.</summary>
[TestFixture]
internal sealed class SendPromiseTests
{
    [TestCase(
        "every weekday at 06:00",
        DayOfWeek.Friday,
        DayOfWeek.Monday,
        DayOfWeek.Tuesday,
        DayOfWeek.Wednesday,
        DayOfWeek.Thursday
    )]
    [TestCase("every Sunday at 06:00", DayOfWeek.Sunday)]
    [TestCase("every Monday, Thursday and Sunday at 06:00", DayOfWeek.Sunday, DayOfWeek.Thursday, DayOfWeek.Monday)]
    public void The_days_are_said_as_people_say_them(string words, params DayOfWeek[] days) =>
        Assert.That(
            SendPromise.Rhythm(NewsletterSample.Settings() with { Days = days.ToHashSet() }),
            Is.EqualTo(words)
        );

    [Test]
    public void Seven_days_are_every_day() =>
        Assert.That(
            SendPromise.Rhythm(
                NewsletterSample.Settings() with
                {
                    Days = Enum.GetValues<DayOfWeek>().ToHashSet(),
                    SendAt = new(17, 30),
                }
            ),
            Is.EqualTo("every day at 17:30")
        );

    [TestCase(null, 14, null)]
    [TestCase("€60", 14, "Two weeks free, then €60 a year, if you like it.")]
    [TestCase("€60", 10, "10 days free, then €60 a year, if you like it.")]
    [TestCase("€60", 0, "€60 a year.")]
    public void The_price_is_one_line(string? price, int days, string? words) =>
        Assert.That(
            SendPromise.Price(NewsletterSample.Settings() with { AnnualPrice = price, TrialDays = days }),
            Is.EqualTo(words)
        );

    [TestCase("192.0.2.77", "192.0.2.0/24")]
    [TestCase("::ffff:192.0.2.77", "192.0.2.0/24")]
    [TestCase("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [TestCase("::1", "::/64")]
    public void A_network_is_no_address(string address, string network) =>
        Assert.That(ClientNetwork.Of(IPAddress.Parse(address)), Is.EqualTo(network));

    [Test]
    public void No_address_is_one_network() => Assert.That(ClientNetwork.Of(null), Is.EqualTo("unknown"));

    [TestCase("Europe/Madrid", "Madrid")]
    [TestCase("America/Argentina/Buenos_Aires", "Buenos Aires, Argentina")]
    [TestCase("UTC", "UTC")]
    public void A_zone_is_called_by_its_place(string id, string place) =>
        Assert.That(ZoneChoices.Place(id), Is.EqualTo(place));

    [Test]
    public void Zones_are_there_by_region()
    {
        Assert.That(
            ZoneChoices.All.Select(region => region.Name),
            Does.Contain("Europe").And.Contain("Pacific").And.No.Member("posix")
        );
        Assert.That(ZoneChoices.All.Sum(region => region.Places.Count), Is.GreaterThan(300));
        Assert.That(ZoneChoices.Has("Asia/Kathmandu"), Is.True);
    }
}
