using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering;

[TestFixture]
internal sealed class ImageAdviceTests
{
    [TestCase("IMG_2231", 10, "image-alt-file-name")]
    [TestCase("map.png", 10, "image-alt-file-name")]
    [TestCase("A map", 1024 * 1024, "")]
    [TestCase("A map", (1024 * 1024) + 1, "image-heavy")]
    [TestCase("An image of 1911", 10, "")]
    public void An_image_is_judged_by_its_words_and_its_weight(string alt, int size, string expected) =>
        Assert.That(
            string.Join(
                '|',
                ImageAdvice
                    .Problems(
                        Given.Issue("x"),
                        [new ImageReference("a.png", alt, 7, 1)],
                        new Dictionary<string, byte[]> { ["a.png"] = new byte[size] }
                    )
                    .Select(one => one.Name)
            ),
            Is.EqualTo(expected)
        );
}
