using System.Xml.Linq;
using Newsletter.Dispatcher.Desk;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture]
internal sealed class QrPictureTests
{
    [Test]
    public void It_is_a_square_with_the_three_corners_that_cameras_look_for()
    {
        var svg = XElement.Parse(QrPicture.Svg("otpauth://totp/a?secret=ABC", "For \"the\" app"));
        var path = svg.Elements().Last().Attribute("d")!.Value;
        var side = int.Parse(
            svg.Attribute("viewBox")!.Value.Split(' ')[2],
            System.Globalization.CultureInfo.InvariantCulture
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(svg.Attribute("aria-label")!.Value, Is.EqualTo("For \"the\" app"));
            Assert.That(path, Does.Contain("M4 4h1").And.Contain($"M{side - 5} 4h1").And.Contain($"M4 {side - 5}h1"));
            Assert.That(path, Does.Not.Contain($"M{side - 5} {side - 5}h1"));
            Assert.That(path, Does.Not.Contain("M3 "), "four white modules around it");
        }
    }

    [Test]
    public void Another_text_is_another_picture() =>
        Assert.That(QrPicture.Svg("a", "x"), Is.Not.EqualTo(QrPicture.Svg("b", "x")));
}
