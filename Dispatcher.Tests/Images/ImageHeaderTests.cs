using ImageMagick;
using Newsletter.Dispatcher.Images;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Images;

[TestFixture]
internal sealed class ImageHeaderTests
{
    [TestCase(MagickFormat.Png, ImageKind.Png)]
    [TestCase(MagickFormat.Jpeg, ImageKind.Jpeg)]
    [TestCase(MagickFormat.Gif, ImageKind.Gif)]
    [TestCase(MagickFormat.WebP, ImageKind.WebP)]
    public void The_kind_and_the_size_stand_in_the_first_bytes(MagickFormat format, object kind)
    {
        var header = ImageHeader.Read(ImageSample.Of(format, 70, 30))!;

        Assert.That((object)header.Kind, Is.EqualTo(kind));
        Assert.That((header.Width, header.Height, header.IsWhole, header.IsTurned), Is.EqualTo((70, 30, true, false)));
    }

    [Test]
    public void A_PNG_says_whether_it_can_be_seen_through_and_a_photo_cannot()
    {
        Assert.That(ImageHeader.Read(ImageSample.SeenThrough("#000000"))!.MayBeSeenThrough, Is.True);
        Assert.That(ImageHeader.Read(ImageSample.Of(MagickFormat.Jpeg, 8, 8))!.MayBeSeenThrough, Is.False);
    }

    [Test]
    public void A_GIF_of_two_pictures_is_animated()
    {
        using var pictures = new MagickImageCollection([
            new MagickImage(ImageSample.Of(MagickFormat.Gif, 8, 8)),
            new MagickImage(ImageSample.Of(MagickFormat.Gif, 8, 8, "#0055aa")),
        ]);

        Assert.That(ImageHeader.Read(pictures.ToByteArray(MagickFormat.Gif))!.IsAnimated, Is.True);
        Assert.That(ImageHeader.Read(ImageSample.Of(MagickFormat.Gif, 8, 8))!.IsAnimated, Is.False);
    }

    [Test]
    public void A_photo_of_a_telephone_has_its_whole_size()
    {
        var header = ImageHeader.Read(ImageSample.Heic)!;

        Assert.That((header.Kind, header.Width, header.Height), Is.EqualTo((ImageKind.Heic, 64, 64)));
    }

    [TestCase("<svg xmlns='http://www.w3.org/2000/svg'></svg>", true)]
    [TestCase("\uFEFF<?xml version=\"1.0\"?>\n<!-- a -->\n<svg></svg>\n", true)]
    [TestCase("<html><svg></svg></html>", false)]
    [TestCase("<svgx></svgx>", false)]
    public void A_drawing_is_known_by_its_first_element(string text, bool isSvg) =>
        Assert.That(
            ImageHeader.Read(System.Text.Encoding.UTF8.GetBytes(text))?.Kind,
            isSvg ? Is.EqualTo(ImageKind.Svg) : Is.Null
        );

    [Test]
    public void A_photo_on_its_side_has_the_size_of_the_upright_one()
    {
        var header = ImageHeader.Read(ImageSample.TurnedJpeg(60, 20))!;

        Assert.That((header.Width, header.Height, header.IsTurned), Is.EqualTo((20, 60, true)));
    }

    [TestCase(MagickFormat.Png)]
    [TestCase(MagickFormat.Jpeg)]
    [TestCase(MagickFormat.Gif)]
    [TestCase(MagickFormat.WebP)]
    public void A_file_that_ends_early_is_not_whole(MagickFormat format)
    {
        var content = ImageSample.Of(format, 300, 200);

        Assert.That(ImageHeader.Read(content.AsSpan(0, content.Length - 14)), Is.Null.Or.Property("IsWhole").False);
        Assert.That(ImageHeader.Read(content)!.IsWhole, Is.True);
    }

    /// <summary>Every prefix and every changed byte of a file: an answer or none, never an exception.</summary>
    [Test]
    public void Broken_files_throw_nothing()
    {
        byte[][] files =
        [
            ImageSample.TurnedJpeg(20, 10),
            ImageSample.SeenThrough("#000000"),
            ImageSample.Of(MagickFormat.Gif, 20, 10),
            ImageSample.Of(MagickFormat.WebP, 20, 10),
            ImageSample.Heic,
        ];
        Assert.That(
            () =>
            {
                foreach (var file in files)
                {
                    for (var i = 0; i < Math.Min(file.Length, 600); i++)
                    {
                        ImageHeader.Read(file.AsSpan(0, i));
                        byte[] changed = [.. file];
                        changed[i] ^= 0xFF;
                        ImageHeader.Read(changed);
                    }
                }
            },
            Throws.Nothing
        );
    }
}
