namespace Newsletter.Dispatcher.Images;

/// <summary>How large the images of a mail may be, and how much may be decoded to make one.</summary>
internal static class ImageLimits
{
    /// <summary>Twice the column of the shipped look, so that a sharp screen shows a sharp image.</summary>
    public const int LargestWidth = 1040;

    /// <summary>An image with more bytes is compressed more strongly.</summary>
    public const int LargestBytes = 300 * 1024;

    /// <summary>A mail with a larger image is refused by some receivers; only animations come to this.</summary>
    public const int MostBytes = 5 * 1024 * 1024;

    /// <summary>A telephone's photo has 12 to 50 million pixels; each takes four bytes while it is decoded.</summary>
    public const int MostPixels = 64_000_000;

    /// <summary>The longest side: a drawing of one pixel's height must not be a river of memory.</summary>
    public const int LongestSide = 16_384;

    /// <summary>The decoder may use so much memory at once.</summary>
    public const ulong MostMemory = 512UL * 1024 * 1024;

    /// <summary>The decoder may work so long on one image.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(20);
}
