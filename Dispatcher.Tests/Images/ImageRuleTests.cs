using Newsletter.Dispatcher.Images;

namespace Newsletter.Dispatcher.Tests.Images;

[TestFixture]
internal sealed class ImageRuleTests
{
    [Test]
    public void A_bomb_is_refused_by_its_header() =>
        Assert.That(
            ImageRule.Fault(new(ImageKind.Png, 10_000, 10_000), "a.png"),
            Is.EqualTo("has 10000 x 10000 pixels; an image may have 64 million. Make it smaller.")
        );

    [TestCase(16_385, 1)]
    [TestCase(1, 16_385)]
    public void A_side_may_not_be_too_long_however_few_pixels_there_are(int width, int height) =>
        Assert.That(ImageRule.Fault(new(ImageKind.Png, width, height), "a.png"), Does.StartWith($"has {width} x"));

    [Test]
    public void An_ending_in_capitals_promises_the_same() =>
        Assert.That(ImageRule.Fault(new(ImageKind.Jpeg, 10, 10), "IMG_1.JPG"), Is.Null);

    [Test]
    public void A_misnamed_file_is_named_with_its_right_name() =>
        Assert.That(
            ImageRule.Fault(new(ImageKind.Jpeg, 10, 10), "river/a.png"),
            Is.EqualTo("is named .png, and its content is a JPEG; name it .jpg.")
        );

    [Test]
    public void A_file_that_is_cut_off_is_named() =>
        Assert.That(
            ImageRule.Fault(new(ImageKind.Jpeg, 10, 10, IsWhole: false), "a.jpg"),
            Does.StartWith("is cut off")
        );

    private static IEnumerable<TestCaseData<object, int, object>> Works() =>
        [
            new(new ImageHeader(ImageKind.Jpeg, 1040, 9000), 300 * 1024, ImageWork.Strip),
            new(new ImageHeader(ImageKind.Jpeg, 1041, 9000), 1, ImageWork.Make),
            new(new ImageHeader(ImageKind.Jpeg, 10, 10), (300 * 1024) + 1, ImageWork.Make),
            new(new ImageHeader(ImageKind.Jpeg, 10, 10, IsTurned: true), 1, ImageWork.Make),
            new(new ImageHeader(ImageKind.WebP, 10, 10), 1, ImageWork.Make),
            new(new ImageHeader(ImageKind.Heic, 10, 10), 1, ImageWork.Make),
            new(new ImageHeader(ImageKind.Svg, 0, 0), 1, ImageWork.Make),
            new(new ImageHeader(ImageKind.Gif, 3000, 10, IsAnimated: true), 1, ImageWork.Keep),
            new(new ImageHeader(ImageKind.Gif, 3000, 10), 1, ImageWork.Make),
            new(new ImageHeader(ImageKind.Png, 10, 10, MayBeSeenThrough: true), 1, ImageWork.Judge),
        ];

    [TestCaseSource(nameof(Works))]
    public void What_is_done_follows_from_the_header(object header, int bytes, object work) =>
        Assert.That((object)ImageRule.WorkOf((ImageHeader)header, bytes), Is.EqualTo(work));
}
