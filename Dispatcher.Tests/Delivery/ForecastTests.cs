using Newsletter.Dispatcher.Delivery;

namespace Newsletter.Dispatcher.Tests.Delivery;

[TestFixture]
internal sealed class ForecastTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Seven = Six.AddHours(1);

    // Samples as second:settled; then the number of open deliveries, and the expected rate, seconds to the end, and
    // minutes late.
    [TestCase("0:0", 100, null, null, null, TestName = "One sample tells nothing")]
    [TestCase("0:0 10:1000", 6000, 100.0, 60.0, 0.0, TestName = "An even pace")]
    [TestCase("0:0 10:1000", 720_000, 100.0, 7200.0, 60.1666, TestName = "Too slow for the deadline")]
    [TestCase("0:0 10:0", 100, 0.0, null, null, TestName = "Nothing moves before the deadline")]
    [TestCase("0:0 3700:0", 100, 0.0, null, 1.6666, TestName = "Nothing moves after the deadline")]
    [TestCase("0:0 10:1000 40:1600", 600, 20.0, 30.0, 0.0, TestName = "Only the last half minute counts")]
    [TestCase("0:0 10:1000 20:500", 500, null, null, null, TestName = "After a resend it is measured anew")]
    [TestCase("0:0 10:1000", 0, 100.0, 0.0, null, TestName = "All are settled")]
    public void The_end_follows_from_the_last_half_minute(
        string samples,
        long open,
        double? rate,
        double? endsIn,
        double? lateMinutes
    )
    {
        var forecast = new Forecast(Seven);
        Outlook outlook = new(null, null, null, null);
        var now = Six;
        foreach (var sample in samples.Split(' '))
        {
            var (second, settled) = (int.Parse(sample.Split(':')[0], null), long.Parse(sample.Split(':')[1], null));
            now = Six.AddSeconds(second);
            outlook = forecast.Add(now, settled, open);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(outlook.PerSecond, Is.EqualTo(rate));
            Assert.That((outlook.End - now)?.TotalSeconds, Is.EqualTo(endsIn));
            Assert.That(outlook.Late?.TotalMinutes, lateMinutes is { } late ? Is.EqualTo(late).Within(0.001) : Is.Null);
        }
    }

    [Test]
    public void Without_a_deadline_nothing_is_late()
    {
        var forecast = new Forecast(deadline: null);
        forecast.Add(Six, 0, 1_000_000);

        Assert.That(
            forecast.Add(Six.AddSeconds(10), 1, 999_999),
            Has.Property("Late").Null.And.Property("Deadline").Null
        );
    }

    [TestCase("06:50", "06:50:02", 0)]
    [TestCase("07:20", "07:20:02", 20)]
    [TestCase("05:00", "06:00:12", 0)]
    public void While_all_deliveries_wait_for_a_retry_the_predicted_end_is_after_the_retry(
        string nextTry,
        string end,
        int lateMinutes
    )
    {
        var forecast = new Forecast(Seven);
        forecast.Add(Six, 0, 102);

        var outlook = forecast.Add(
            Six.AddSeconds(10),
            10,
            2,
            new DateTimeOffset(Six.Date + TimeSpan.Parse(nextTry, null), TimeSpan.Zero)
        );

        Assert.That(outlook.End, Is.EqualTo(new DateTimeOffset(Six.Date + TimeSpan.Parse(end, null), TimeSpan.Zero)));
        Assert.That((int)outlook.Late!.Value.TotalMinutes, Is.EqualTo(lateMinutes));
    }

    [Test]
    public void After_the_clock_is_set_back_the_measurement_starts_again()
    {
        var forecast = new Forecast(Seven);
        forecast.Add(Six, 0, 100);

        Assert.That(forecast.Add(Six.AddHours(-1), 50, 50).PerSecond, Is.Null);
    }
}
