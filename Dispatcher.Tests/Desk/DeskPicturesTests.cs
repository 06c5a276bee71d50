using ImageMagick;
using Newsletter.Dispatcher.Images;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>
/// Makes the pictures of docs/desk.md from those that <c>DeskWalkTests</c> left in <c>artifacts/pictures/desk</c>; run
/// it by hand after that.
/// </summary>
[TestFixture, Explicit("Writes into docs/pictures.")]
internal sealed class DeskPicturesTests
{
    private const int LargestBytes = 120 * 1024;
    private const uint Highest = 1400;

    private static readonly Dictionary<string, string> Shown = new(StringComparer.Ordinal)
    {
        ["today"] = "today",
        ["queue"] = "queue",
        ["issues"] = "issues",
        ["issues-what-the-tide-leaves-behind"] = "write",
        ["issues-what-the-tide-leaves-behind-approve"] = "approve",
        ["dispatches"] = "dispatches",
        ["dispatches-3"] = "dispatch",
        ["readers"] = "readers",
        ["readers-8"] = "reader",
        ["returns"] = "returns",
        ["suppressions"] = "suppressions",
        ["mails"] = "mails",
        ["doctor"] = "doctor",
        ["settings"] = "settings",
        ["audit"] = "audit",
        ["accounts"] = "accounts",
        ["me"] = "me",
        ["sign-in"] = "sign-in",
    };

    [Test]
    public void Each_page_has_a_small_picture_in_the_docs([Values("1100", "390")] string width)
    {
        ImageMaker.Start();
        var (from, to) = (
            Path.Combine(Corpora.Repository(), "artifacts", "pictures", "desk"),
            Path.Combine(Corpora.Repository(), "docs", "pictures")
        );
        Directory.CreateDirectory(to);
        var missing = new List<string>();
        var large = new List<string>();
        foreach (var (page, name) in Shown)
        {
            var picture = Path.Combine(from, $"{page}-{width}.png");
            if (!File.Exists(picture))
            {
                missing.Add(picture);
                continue;
            }

            var small = Small(File.ReadAllBytes(picture));
            File.WriteAllBytes(Path.Combine(to, $"desk-{name}{(width == "390" ? "-phone" : "")}.png"), small);
            large.AddRange(small.Length > LargestBytes ? [$"{name} {small.Length}"] : []);
        }

        Assert.That(missing, Is.Empty, "run DeskWalkTests first");
        Assert.That(large, Is.Empty);
    }

    /// <summary>Few colours are enough for a page of words.</summary>
    private static byte[] Small(byte[] png)
    {
        using var image = new MagickImage(png);
        image.Crop(new MagickGeometry(0, 0, image.Width, Math.Min(image.Height, Highest)));
        image.ResetPage();
        image.Strip();
        image.Quantize(new QuantizeSettings { Colors = 48, DitherMethod = DitherMethod.No });
        return image.ToByteArray(MagickFormat.Png);
    }
}
