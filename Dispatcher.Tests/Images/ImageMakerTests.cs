using System.Buffers.Binary;
using System.Text;
using ImageMagick;
using Newsletter.Dispatcher.Images;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Images;

[TestFixture]
internal sealed class ImageMakerTests
{
    [TestCase(MagickFormat.Jpeg, "a.jpg", ImageKind.Jpeg)]
    [TestCase(MagickFormat.WebP, "a.webp", ImageKind.Jpeg)]
    [TestCase(MagickFormat.Png, "a.png", ImageKind.Jpeg)]
    public void A_large_photo_becomes_small(MagickFormat format, string name, object kind)
    {
        var made = ImageMaker.Make(ImageSample.Noise(format, 1600, 800), name);

        var header = ImageHeader.Read(made.Content)!;
        Assert.That((object)header.Kind, Is.EqualTo(kind));
        Assert.That((header.Width, header.Height), Is.EqualTo((1040, 520)));
        Assert.That(made.Content!.Length < 300 * 1024 || made.Note is not null);
    }

    [Test]
    public void A_photo_of_a_telephone_becomes_a_jpeg()
    {
        var header = ImageHeader.Read(ImageMaker.Make(ImageSample.Heic, "a.heic").Content)!;

        Assert.That((header.Kind, header.Width, header.Height), Is.EqualTo((ImageKind.Jpeg, 64, 48)));
    }

    [Test]
    public void A_drawing_becomes_a_png_of_its_own_size()
    {
        var svg =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"80\" height=\"40\">"
            + "<circle cx=\"20\" cy=\"20\" r=\"9\" fill=\"#003300\"/></svg>";

        var header = ImageHeader.Read(ImageMaker.Make(Encoding.UTF8.GetBytes(svg), "a.svg").Content)!;

        Assert.That(
            (header.Kind, header.Width, header.Height, header.NeedsGround),
            Is.EqualTo((ImageKind.Png, 80, 40, true))
        );
    }

    [TestCase("<image href=\"{0}\" width=\"40\" height=\"40\"/>")]
    [TestCase("<image xmlns:x=\"http://www.w3.org/1999/xlink\" x:href=\"file://{0}\" width=\"40\" height=\"40\"/>")]
    public void A_drawing_opens_no_file(string image)
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(folder.File("red.png"), ImageSample.Png(40, 40, "#ff0000"));
        var svg =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"40\">"
            + string.Format(System.Globalization.CultureInfo.InvariantCulture, image, folder.File("red.png"))
            + "</svg>";

        var made = ImageMaker.Make(Encoding.UTF8.GetBytes(svg), "a.svg");

        if (made.Content is { } content)
        {
            using var read = new MagickImage(content);
            using var pixels = read.GetPixels();
            Assert.That(pixels.ToByteArray(PixelMapping.RGBA), Has.None.EqualTo((byte)255));
        }
    }

    [Test]
    public void A_turned_photo_stands_upright_and_says_nothing_of_its_place()
    {
        var taken = ImageSample.TurnedJpeg(60, 20);
        Assert.That(Encoding.Latin1.GetString(taken), Does.Contain("secret place"));

        var made = ImageMaker.Make(taken, "a.jpg").Content!;

        var header = ImageHeader.Read(made)!;
        Assert.That((header.Width, header.Height, header.IsTurned), Is.EqualTo((20, 60, false)));
        Assert.That(Encoding.Latin1.GetString(made), Does.Not.Contain("secret").And.Not.Contain("Exif"));
    }

    [Test]
    public void A_small_image_keeps_its_pixels_and_loses_its_metadata()
    {
        var jpeg = ImageSample.TurnedJpeg(60, 20, turn: 1);

        var made = ImageMaker.Make(jpeg, "a.jpg").Content!;

        Assert.That(Encoding.Latin1.GetString(made), Does.Not.Contain("secret"));
        using var before = new MagickImage(jpeg);
        using var after = new MagickImage(made);
        Assert.That(after.Signature, Is.EqualTo(before.Signature));
    }

    [TestCase("#101010", true)]
    [TestCase("#f0f0f0", false)]
    public void A_dark_image_that_is_seen_through_is_marked(string colour, bool isMarked)
    {
        var made = ImageMaker.Make(ImageSample.SeenThrough(colour), "a.png").Content!;

        Assert.That(ImageHeader.Read(made)!.NeedsGround, Is.EqualTo(isMarked));
        Assert.That(Encoding.Latin1.GetString(made), Does.Not.Contain("secret"));
        Assert.That(() => new MagickImage(made).Dispose(), Throws.Nothing);
    }

    /// <summary>The header says 100,000 x 100,000; nothing is decoded.</summary>
    [Test]
    public void A_bomb_is_refused()
    {
        var png = ImageSample.Png();
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(16), 100_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(20), 100_000);

        Assert.That(ImageMaker.Make(png, "a.png").Fault, Does.StartWith("has 100000 x 100000 pixels"));
    }

    [Test]
    public void A_drawing_of_any_size_is_refused()
    {
        var svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90000\" height=\"90000\"></svg>";

        Assert.That(ImageMaker.Make(Encoding.UTF8.GetBytes(svg), "a.svg").Content, Is.Null);
    }

    [Test]
    public void Pixels_that_cannot_be_decoded_are_a_fault()
    {
        var webp = ImageSample.Of(MagickFormat.WebP, 60, 60);
        webp.AsSpan(30).Fill(0x55);

        Assert.That(
            ImageMaker.Make(webp, "a.webp").Fault,
            Is.EqualTo("cannot be decoded; open it in an image program and save it again.")
        );
    }

    [Test]
    public void The_same_file_gives_the_same_bytes()
    {
        var photo = ImageSample.Noise(MagickFormat.Png, 1200, 50);

        Assert.That(ImageMaker.Make([.. photo], "a.png").Content, Is.EqualTo(ImageMaker.Make(photo, "a.png").Content));
    }

    [Test]
    public void Only_the_six_formats_are_read()
    {
        ImageMaker.Start();

        Assert.That(() => new MagickImage("xc:red"), Throws.InstanceOf<MagickException>());
        Assert.That(
            () => new MagickImage(Encoding.ASCII.GetBytes("P1 1 1 0"), MagickFormat.Pbm),
            Throws.InstanceOf<MagickException>()
        );
    }
}
