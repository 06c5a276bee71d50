using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering;

[TestFixture]
internal sealed class ImageAdviceTests
{
    [TestCase("IMG_2231", "7:4:image-alt-file-name")]
    [TestCase("map.png", "7:4:image-alt-file-name")]
    [TestCase("A map", "")]
    [TestCase("An image of 1911", "")]
    public void An_image_is_judged_by_its_words(string alt, string expected) =>
        Assert.That(
            string.Join(
                '|',
                ImageAdvice
                    .Problems(Given.Issue("x"), [new ImageReference("a.png", alt, 7, 4)])
                    .Select(one => $"{one.Line}:{one.Column}:{one.Name}")
            ),
            Is.EqualTo(expected)
        );
}
