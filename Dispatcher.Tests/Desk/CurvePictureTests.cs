using Newsletter.Dispatcher.Desk.Live;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture]
internal sealed class CurvePictureTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);
    private static readonly SendCurve Curve = new(Six, TimeSpan.FromSeconds(60), [50, 0, 50]);

    [Test]
    public void The_line_goes_from_nobody_to_all_and_the_bars_show_the_pace()
    {
        var picture = CurvePicture.Of(Curve, recipients: 100, end: null, deadline: null);

        Assert.That(picture.Sent, Is.EqualTo("M0 200L240 100L480 100L720 0"));
        Assert.That(picture.Area, Is.EqualTo(picture.Sent + "L720 200L0 200Z"));
        Assert.That(picture.Pace, Is.EqualTo("M0 200v-70h204v70zM480 200v-70h204v70z"), "no bar where nothing went");
        Assert.That((picture.Ahead, picture.Deadline), Is.EqualTo(("", "")));
        Assert.That((picture.From, picture.Until), Is.EqualTo((Six, Six.AddMinutes(3))));
    }

    [Test]
    public void The_prediction_and_the_deadline_are_in_the_picture_when_they_are_near()
    {
        var picture = CurvePicture.Of(Curve, recipients: 200, Six.AddMinutes(6), Six.AddMinutes(4.5));

        Assert.That(picture.Until, Is.EqualTo(Six.AddMinutes(6)));
        Assert.That(picture.Ahead, Is.EqualTo("M360 100L720 0"));
        Assert.That(picture.Deadline, Is.EqualTo("M540 0L540 200"));
    }

    [Test]
    public void What_is_far_away_does_not_squeeze_the_curve()
    {
        var picture = CurvePicture.Of(Curve, recipients: 200, Six.AddHours(9), Six.AddHours(1));

        Assert.That((picture.Until, picture.Deadline), Is.EqualTo((Six.AddMinutes(3), "")));
    }
}
