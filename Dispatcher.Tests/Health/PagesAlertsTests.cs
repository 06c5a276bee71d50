using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Health;

[TestFixture]
internal sealed class PagesAlertsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_lasting_trouble_is_told_every_six_hours_and_its_end_once()
    {
        var alerts = new PagesAlerts(NewsletterSample.Settings());
        (string? Trouble, double Hours)[] looks =
        [
            (null, 0),
            ("the port is taken.", 1),
            ("the port is taken.", 6.9),
            ("the port is taken.", 7),
            (null, 8),
            (null, 9),
        ];

        Assert.That(
            looks.Select(look => alerts.Decide(look.Trouble, Start.AddHours(look.Hours))?.Kind),
            Is.EqualTo(new AlertKind?[] { null, AlertKind.Pages, null, AlertKind.Pages, AlertKind.Resolved, null })
        );
    }
}
