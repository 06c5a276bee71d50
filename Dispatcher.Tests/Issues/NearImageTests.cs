using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Tests.Issues;

[TestFixture]
internal sealed class NearImageTests
{
    private static readonly string[] Known = ["cover.png", "pics/Map.webp", "river/delta.jpg"];

    [TestCase("pics/map.webp", "pics/Map.webp")]
    [TestCase("Cover.PNG", "cover.png")]
    [TestCase("map.webp", "pics/Map.webp")]
    [TestCase("river/dleta.jpg", "river/delta.jpg")]
    [TestCase("somewhere/else-entirely.gif", null)]
    public void The_nearest_file_is_what_was_meant(string path, string? expected) =>
        Assert.That(NearImage.Nearest(path, Known), Is.EqualTo(expected));
}
