using System.Diagnostics;
using ImageMagick;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Issues;

[TestFixture, Integration]
internal sealed class IssueImagesTests
{
    private static readonly byte[] Png = ImageSample.Png();

    private readonly TestFolder _root = new();

    [SetUp]
    public void Fill()
    {
        File.WriteAllBytes(_root.File("issues/river/map.png"), Png);
        File.WriteAllBytes(_root.File("secret.png"), Png);
    }

    [TearDown]
    public void Delete() => _root.Dispose();

    private IssueImages Images => new(Path.Combine(_root.Path, "issues"));

    [Test]
    public void An_image_comes_with_its_bytes_and_type()
    {
        var image = Images.Read("river/map.png", "issues/a.md", 3, 1).Image!;

        Assert.That(image.Content, Is.EqualTo(Png));
        Assert.That(image.ContentType, Is.EqualTo("image/png"));
    }

    [Test]
    public void A_misnamed_image_is_refused_at_its_place()
    {
        File.WriteAllBytes(_root.File("issues/x.jpg"), Png);

        Assert.That(
            Images.Read("x.jpg", "issues/a.md", 7, 9).Problem!.ToString(),
            Is.EqualTo(
                "issues/a.md:7:9: error: the image \"x.jpg\" is named .jpg, and its content is a PNG; name it .png."
            )
        );
    }

    [Test]
    public void A_photo_comes_as_mails_carry_it_with_a_hint_when_it_stays_large()
    {
        File.WriteAllBytes(_root.File("issues/x.webp"), ImageSample.Noise(MagickFormat.WebP, 1040, 2000));

        var reading = Images.Read("x.webp", "issues/a.md", 1, 1);

        Assert.That(reading.Image!.ContentType, Is.EqualTo("image/jpeg"));
        Assert.That(reading.Problem, Has.Property("Name").EqualTo("image-heavy"));
    }

    [TestCase("root:x:0:0:root:/root:/bin/sh")]
    [TestCase("\u0089PN")]
    public void A_file_whose_content_is_no_image_is_refused(string content)
    {
        _root.Write("issues/x.png", content);

        Assert.That(
            Images.Read("x.png", "issues/a.md", 7, 9).Problem!.ToString(),
            Is.EqualTo(
                "issues/a.md:7:9: error: the image \"x.png\" is no PNG, JPEG, GIF, WebP, HEIC or SVG; save it as "
                    + "one of these."
            )
        );
    }

    [Test]
    public void No_spelling_of_a_path_leads_out_of_the_folder()
    {
        File.CreateSymbolicLink(_root.File("issues/link.png"), "../secret.png");
        Directory.CreateSymbolicLink(_root.File("issues/up"), "..");
        File.CreateSymbolicLink(_root.File("issues/abs.png"), _root.File("secret.png"));
        string[] steps =
        [
            "../",
            "..\\",
            "%2e%2e/",
            "%2E%2E%2F",
            "..%2f",
            "..%5c",
            "%252e%252e/",
            ".../",
            "....//",
            "./../",
            "river/../../",
            "river/..\\../",
            "..;/",
            "..%00/",
            "\0../",
            "..\u2215",
            "\u2025/",
            "//",
            "/",
            "\\",
            "\\\\",
            "~/",
            "C:/",
            "file:///",
            "file:",
            "../ ",
            " ../",
            "..//",
            "%c0%ae%c0%ae/",
            ".\u200b./",
        ];
        string[] targets =
        [
            "secret.png",
            "issues/../secret.png",
            "etc/passwd",
            "../secret.png",
            "secret.png%00.png",
            "SECRET.png",
            "secret.png ",
        ];
        var payloads = steps
            .SelectMany(step => targets.Select(target => step + target))
            .Concat([
                "link.png",
                "up/secret.png",
                "abs.png",
                "",
                ".",
                "..",
                "river",
                "river/",
                "up/",
                $"{_root.Path}/secret.png",
                new string('a', 5000) + ".png",
            ])
            .ToList();

        var read = payloads.Where(payload => Images.Read(payload, "issues/a.md", 1, 1).Image is not null);

        Assert.That(payloads, Has.Count.GreaterThan(200));
        Assert.That(read, Is.Empty);
    }

    [TestCase("none.png", "the image \"none.png\" cannot be used: there is no such file.")]
    [TestCase(
        "../secret.png",
        "the image \"../secret.png\" has a path that leads out of the folder (..); put the image "
            + "beside the file that names it."
    )]
    [TestCase(
        "/etc/map.png",
        "the image \"/etc/map.png\" has a path that begins at the root; write it as seen from the issue, for example "
            + "river/map.png."
    )]
    [TestCase(
        "a\\b.png",
        "the image \"a\\b.png\" has a character in its path that is not allowed (\\ : %); write one such as "
            + "river/map.png, with / between folders."
    )]
    [TestCase(
        "map.bmp",
        "the image \"map.bmp\" is not named .png, .jpg, .jpeg, .gif, .webp, .heic or .svg; save it as one of these."
    )]
    public void A_refusal_says_what_to_do(string path, string expected) =>
        Assert.That(Images.Read(path, "issues/a.md", 1, 1).Problem!.Message, Is.EqualTo(expected));

    [Test]
    public void Too_large_images_and_pipes_are_refused_at_once()
    {
        using (var large = File.Create(_root.File("issues/large.png")))
        {
            large.SetLength(50L * 1024 * 1024);
        }

        using var process = Process.Start("mkfifo", _root.File("issues/pipe.png"));
        process.WaitForExit();

        var large2 = Images.Read("large.png", "issues/a.md", 1, 1).Problem!.Message;
        var pipe = Images.Read("pipe.png", "issues/a.md", 1, 1).Problem!.Message;

        Assert.That(
            large2,
            Is.EqualTo("the image \"large.png\" has 51200 kB; an image may have 20480 kB. Make it smaller.")
        );
        Assert.That(pipe, Does.Contain("no ordinary file"));
    }
}
