using System.Text;
using ImageMagick;
using Newsletter.Dispatcher.Images;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Issues.Writing;

[TestFixture, Integration]
internal sealed class ImageFilesTests
{
    private readonly TestFolder _folder = new();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void An_image_is_made_small_and_stripped_and_lies_beside_the_issue()
    {
        var added = Files().Add("2026-11-24-river", "Die Größe.JPG", ImageSample.TurnedJpeg(2400, 1200));

        Assert.That(added, Is.EqualTo(new AddedImage("2026-11-24-river/die-grosse.jpg", null, null)));
        var content = File.ReadAllBytes(_folder.File($"issues/{added.Path}"));
        Assert.That(ImageHeader.Read(content)!.Width, Is.LessThanOrEqualTo(ImageLimits.LargestWidth));
        Assert.That(Encoding.Latin1.GetString(content), Does.Not.Contain("secret place"));
        Assert.That(IssueImages.Fault(added.Path!), Is.Null, "an issue can name it");
    }

    [Test]
    public void The_same_image_is_one_file_and_another_one_of_the_name_gets_a_number()
    {
        var files = Files();
        var (red, blue) = (ImageSample.Png(colour: "#ff0000"), ImageSample.Png(colour: "#0000ff"));

        Assert.That(files.Add("a", "map.png", red).Path, Is.EqualTo("a/map.png"));
        Assert.That(files.Add("a", "map.png", red).Path, Is.EqualTo("a/map.png"));
        Assert.That(files.Add("a", "map.png", blue).Path, Is.EqualTo("a/map-2.png"));
        Assert.That(Directory.EnumerateFiles(_folder.File("issues/a")).Count(), Is.EqualTo(2));
    }

    [TestCase("../../../etc/passwd.png", "a/passwd.png")]
    [TestCase("..\\..\\boot.png", "a/boot.png")]
    [TestCase("...png", "a/image.png")]
    [TestCase("a\0b\n.png", "a/a-b.png")]
    [TestCase("CON.png", "a/con.png")]
    [TestCase("x.php.png", "a/x-php.png")]
    public void A_name_decides_nothing_but_words(string name, string path)
    {
        Assert.That(Files().Add("a", name, ImageSample.Png()).Path, Is.EqualTo(path));
        Assert.That(_folder.File($"issues/{path}"), Does.Exist);
    }

    [Test]
    public void What_is_no_image_is_refused_with_the_reason_and_nothing_is_written()
    {
        var script = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                Fault("a.png", "<html><script>alert(1)</script></html>"u8.ToArray()),
                Does.Contain("is no PNG")
            );
            Assert.That(Fault("a.svg", Encoding.UTF8.GetBytes(script)), Does.Contain("the active element script"));
            Assert.That(Fault("a.png", ImageSample.Of(MagickFormat.Jpeg, 8, 8)), Does.Contain("its content is a JPEG"));
            Assert.That(Fault("a.exe", ImageSample.Png()), Does.Contain("is not named"));
            Assert.That(Fault("a.png", ImageSample.Png()[..40]), Does.Contain("cut off"));
            Assert.That(Fault("a.png", Giant()), Does.Contain("Make it smaller"), "400 megapixels");
            Assert.That(Fault("a.png", new byte[50 * 1024 * 1024]), Does.Contain("more than 20 MB"));
            Assert.That(Files().Add("../a", "a.png", ImageSample.Png()).Fault, Is.Not.Null);
            Assert.That(Path.Combine(_folder.Path, "issues", "a"), Does.Not.Exist);
        }

        string Fault(string name, byte[] content) => Files().Add("a", name, content).Fault ?? "taken";
    }

    [Test]
    public void A_plain_drawing_becomes_a_picture()
    {
        var svg =
            """<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>""";

        Assert.That(Files().Add("a", "plan.svg", Encoding.UTF8.GetBytes(svg)).Path, Is.EqualTo("a/plan.png"));
    }

    [Test]
    public void A_folder_that_leads_out_is_not_written_into()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "issues"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "elsewhere"));
        Directory.CreateSymbolicLink(
            Path.Combine(_folder.Path, "issues", "a"),
            Path.Combine(_folder.Path, "elsewhere")
        );

        Assert.That(Files().Add("a", "map.png", ImageSample.Png()).Fault, Does.Contain("leads out"));
        Assert.That(Directory.EnumerateFiles(Path.Combine(_folder.Path, "elsewhere")), Is.Empty);
    }

    /// <summary>A PNG that says it has 20,000 x 20,000 pixels, in a few bytes.</summary>
    private static byte[] Giant()
    {
        var png = ImageSample.Png();
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 20_000);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 20_000);
        return png;
    }

    private ImageFiles Files() => new(new NewsletterFolder(_folder.Path));
}
