namespace Newsletter.Dispatcher.Images;

/// <summary>
/// Says whether an image is dark and see-through: on a dark screen it needs a light ground, or nobody sees it. Pure.
/// Tests: ImageMakerTests.
/// </summary>
internal static class DarkImage
{
    /// <summary>As bright as #5f5f5f; 0 to 255.</summary>
    private const double BrightestDark = 95;

    private const double LeastSeenThrough = 0.05;

    /// <param name="pixels">Red, green, blue and alpha of each pixel.</param>
    public static bool NeedsGround(ReadOnlySpan<byte> pixels)
    {
        var (brightness, weight, seenThrough) = (0.0, 0.0, 0);
        for (var at = 0; at + 4 <= pixels.Length; at += 4)
        {
            var alpha = pixels[at + 3] / 255.0;
            seenThrough += alpha < 0.5 ? 1 : 0;
            weight += alpha;
            brightness += alpha * ((0.2126 * pixels[at]) + (0.7152 * pixels[at + 1]) + (0.0722 * pixels[at + 2]));
        }

        return weight > 0 && seenThrough > pixels.Length / 4 * LeastSeenThrough && brightness / weight < BrightestDark;
    }
}
