using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Issues;

[TestFixture]
internal sealed class NearImageTests
{
    private static readonly string[] Known = ["cover.png", "pics/Map.webp", "river/delta.jpg"];

    [TestCase("pics/map.webp", "pics/Map.webp")]
    [TestCase("Cover.PNG", "cover.png")]
    [TestCase("map.webp", "pics/Map.webp")]
    [TestCase("river/dleta.jpg", "river/delta.jpg")]
    [TestCase("pics/MAP.webp", "pics/Map.webp", "a/map.webp")]
    [TestCase("somewhere/else-entirely.gif", null)]
    public void The_nearest_file_is_what_was_meant(string path, string? expected, string? before = null) =>
        Assert.That(NearImage.Nearest(path, before is null ? Known : [before, .. Known]), Is.EqualTo(expected));

    [Test]
    public void Only_files_that_an_issue_may_show_are_found_and_a_missing_folder_has_none()
    {
        using var folder = new TestFolder();
        folder.Write("issues/map.svgz", "x");
        folder.Write("issues/maps.svg", "x");

        Assert.That(NearImage.Find(folder.File("issues"), "map.svg"), Is.EqualTo("maps.svg"));
        Assert.That(NearImage.Find(Path.Combine(folder.Path, "nowhere"), "map.svg"), Is.Null);
    }
}
