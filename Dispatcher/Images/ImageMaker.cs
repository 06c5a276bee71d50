using System.Security.Cryptography;
using ImageMagick;
using ImageMagick.Configuration;

namespace Newsletter.Dispatcher.Images;

/// <summary>
/// Makes an image of an issue one for mails: upright, small, a PNG, JPEG or GIF, without metadata. It works before an
/// issue is frozen, never while one is sent.
/// </summary>
internal static class ImageMaker
{
    /// <summary>The results of the last images: preview, check and freeze want the same ones.</summary>
    private const int MostKept = 64;

    /// <summary>Tried in turn until the file is small enough.</summary>
    private static readonly uint[] Qualities = [85, 75, 62, 50];

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, MadeImage> Kept = new(StringComparer.Ordinal);
    private static readonly Lazy<bool> Ready = new(Prepare);

    /// <param name="path">The name in the issue, which must promise the right kind.</param>
    public static MadeImage Make(byte[] content, string path)
    {
        var header = ImageHeader.Read(content);
        if (ImageRule.Fault(header, path) is { } fault)
        {
            return new(Content: null, fault);
        }

        return ImageRule.WorkOf(header!, content.Length) switch
        {
            ImageWork.Keep when content.Length > ImageLimits.MostBytes => new(
                Content: null,
                $"has {content.Length / 1024} kB; an animation may have {ImageLimits.MostBytes / 1024} kB. Make it "
                    + "smaller."
            ),
            ImageWork.Keep => new(content, Fault: null, Note(content.Length)),
            ImageWork.Strip => new(ImageMetadata.Strip(content, header!), Fault: null),
            var work => Remembered(content, header!, work),
        };
    }

    /// <summary>Limits the decoder for the whole process; further calls change nothing.</summary>
    public static void Start() => _ = Ready.Value;

    private static MadeImage Remembered(byte[] content, ImageHeader header, ImageWork work)
    {
        // One image at a time: the limits of memory and time belong to the process.
        lock (Gate)
        {
            var name = Convert.ToHexStringLower(SHA256.HashData(content));
            if (Kept.TryGetValue(name, out var known))
            {
                return known;
            }

            if (Kept.Count >= MostKept)
            {
                Kept.Clear();
            }

            return Kept[name] = Decoded(content, header, work);
        }
    }

    private static MadeImage Decoded(byte[] content, ImageHeader header, ImageWork work)
    {
        try
        {
            Start();
            var settings = new MagickReadSettings
            {
                Format = FormatOf(header.Kind),
                BackgroundColor = MagickColors.None,
            };
            using var image = new MagickImage();
            if (header.Kind is ImageKind.Svg)
            {
                // Without its size a drawing could be of any; it is drawn twice as wide as it is shown.
                image.Ping(content, settings);
                var size = new ImageHeader(header.Kind, (int)image.Width, (int)image.Height);
                if (ImageRule.Fault(size, ".svg") is { } fault)
                {
                    return new(Content: null, fault);
                }
            }

            image.Read(content, settings);
            if (work is ImageWork.Judge)
            {
                var stripped = ImageMetadata.Strip(content, header);
                return new(IsDark(image) ? GroundMark.AddTo(stripped) : stripped, Fault: null);
            }

            image.AutoOrient();
            if (image.Width > ImageLimits.LargestWidth)
            {
                image.Resize(ImageLimits.LargestWidth, 0);
            }

            // The colours of a wide profile are brought into the one that every screen takes for granted.
            image.TransformColorSpace(ColorProfiles.SRGB);
            image.Strip();
            var made = Written(image, header);
            return new(made, Fault: null, Note(made.Length));
        }
        catch (MagickException e)
        {
            return new(
                Content: null,
                e is MagickResourceLimitErrorException
                    ? "is too large to be decoded; make it smaller."
                    : "cannot be decoded; open it in an image program and save it again."
            );
        }
    }

    private static byte[] Written(MagickImage image, ImageHeader header)
    {
        var isSeenThrough = image.HasAlpha && !image.IsOpaque;
        if (isSeenThrough || header.Kind is ImageKind.Png or ImageKind.Gif or ImageKind.Svg)
        {
            image.Settings.SetDefine(MagickFormat.Png, "exclude-chunks", "date,time,tEXt,zTXt,iTXt,eXIf");
            var png = image.ToByteArray(MagickFormat.Png);
            png = isSeenThrough && IsDark(image) ? GroundMark.AddTo(png) : png;
            if (isSeenThrough || png.Length <= ImageLimits.LargestBytes)
            {
                return png;
            }
        }

        byte[] jpeg = [];
        foreach (var quality in Qualities)
        {
            image.Quality = quality;
            jpeg = image.ToByteArray(MagickFormat.Jpeg);
            if (jpeg.Length <= ImageLimits.LargestBytes)
            {
                break;
            }
        }

        return jpeg;
    }

    private static bool IsDark(MagickImage image)
    {
        using var small = image.CloneAndMutate(mutator => mutator.Sample(64, 64));
        using var pixels = small.GetPixels();
        return DarkImage.NeedsGround(pixels.ToByteArray(PixelMapping.RGBA));
    }

    private static string? Note(int bytes) =>
        bytes > ImageLimits.LargestBytes
            ? $"has {bytes / 1024} kB in the mail; {ImageLimits.LargestBytes / 1024} kB are quick to load. Make it "
                + "smaller."
            : null;

    private static MagickFormat FormatOf(ImageKind kind) =>
        kind switch
        {
            ImageKind.Png => MagickFormat.Png,
            ImageKind.Jpeg => MagickFormat.Jpeg,
            ImageKind.Gif => MagickFormat.Gif,
            ImageKind.WebP => MagickFormat.WebP,
            ImageKind.Heic => MagickFormat.Heic,
            _ => MagickFormat.Rsvg,
        };

    /// <summary>
    /// Before the first image: only the six formats can be read, nothing is fetched, no file is opened, and what one
    /// image may use is limited.
    /// </summary>
    private static bool Prepare()
    {
        var files = ConfigurationFiles.Default;
        files.Policy.Data = """
            <policymap>
              <policy domain="delegate" rights="none" pattern="*"/>
              <policy domain="filter" rights="none" pattern="*"/>
              <policy domain="path" rights="none" pattern="*"/>
              <policy domain="path" rights="read | write" pattern="*/magick-*"/>
              <policy domain="coder" rights="none" pattern="*"/>
              <policy domain="coder" rights="read | write" pattern="{PNG,JPEG,GIF,WEBP,HEIC,RSVG}"/>
            </policymap>
            """;

        // The decoders of HEIC and SVG take their bytes from a temporary file; no other program is ever started.
        files.Delegates.Data = "<delegatemap></delegatemap>";
        MagickNET.Initialize(files);
        ResourceLimits.Width = ImageLimits.LongestSide;
        ResourceLimits.Height = ImageLimits.LongestSide;
        ResourceLimits.Area = ImageLimits.MostPixels;
        ResourceLimits.Memory = ImageLimits.MostMemory;
        ResourceLimits.MaxMemoryRequest = ImageLimits.MostMemory;
        ResourceLimits.Disk = 0;
        ResourceLimits.Thread = 1;
        ResourceLimits.Time = (ulong)ImageLimits.LongestTime.TotalSeconds;
        ResourceLimits.ListLength = 2;

        // The policy is taken only before the library's first work; without it no image may be read.
        try
        {
            using var forbidden = new MagickImage("xc:red");
        }
        catch (MagickPolicyErrorException)
        {
            return true;
        }

        throw new InvalidOperationException("ImageMagick has taken no policy, so it must not read images.");
    }
}
