using ImageMagick;
using Newsletter.Dispatcher.Images;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>Images for tests, made by the library that also reads them.</summary>
internal static class ImageSample
{
    /// <summary>64 x 48 pixels from red to blue, as a telephone writes it.</summary>
    public static readonly byte[] Heic = Convert.FromBase64String(
        "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAa1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAA"
            + "AAAAAAAAAAAA5waXRtAAAAAAACAAAAEGlkYXQAAAAAAEAAMAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHRAAEAAAAA"
            + "AAAANQACAAEAAAAAAAAAAQAAAAAAAAAIAAAAOGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQ"
            + "IAAAAAAgAAZ3JpZAAAAADYaXBycAAAALZpcGNvAAAAdmh2Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEM"
            + "Af//A3AAAAMAkAAAAwAAAwAeugJAIQABACpCAQEDcAAAAwCQAAADAAADAB6gIIEFlurkprm4EBAwIAAAAwAgAAADAC"
            + "EiAAEABkQBwXPAiQAAABRpc3BlAAAAAAAAAEAAAABAAAAAFGlzcGUAAAAAAAAAQAAAADAAAAAQcGl4aQAAAAADCAgI"
            + "AAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAaaXJlZgAAAAAAAAAOZGltZwACAAEAAQAAAD1tZGF0AAAAMSgBr1"
            + "jnDPmdGn6cm8r0Rp1Z39lpWyWG4R0YjuU63/RLWALyuJ2MLjpfM/iV+hav9eA="
    );

    public static byte[] Png(uint width = 8, uint height = 8, string colour = "#aa5500") =>
        Of(MagickFormat.Png, width, height, colour);

    /// <summary>Noise, which no program makes small.</summary>
    public static byte[] Noise(MagickFormat format, uint width, uint height)
    {
        var random = new Random(7);
        using var image = Image(
            width,
            height,
            _ => [(byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256), 255]
        );
        image.Quality = 95;
        return image.ToByteArray(format);
    }

    public static byte[] Of(MagickFormat format, uint width, uint height, string colour = "#aa5500")
    {
        using var image = Plain(width, height, colour);
        return image.ToByteArray(format);
    }

    /// <summary>A photo that a camera took on its side, with the place where it was.</summary>
    public static byte[] TurnedJpeg(uint width, uint height, ushort turn = 6)
    {
        using var image = Plain(width, height, "#336699");
        var exif = new ExifProfile();
        exif.SetValue(ExifTag.Orientation, turn);
        image.Orientation = (Orientation)turn;
        exif.SetValue(ExifTag.Copyright, "The secret place");
        image.SetProfile(exif);
        image.SetAttribute("comment", "The secret place");
        return image.ToByteArray(MagickFormat.Jpeg);
    }

    /// <summary>A drawing on a transparent ground.</summary>
    public static byte[] SeenThrough(string colour)
    {
        ImageMaker.Start();
        var one = new MagickColor(colour);
        using var image = Image(40, 40, i => i < 800 ? [one.R, one.G, one.B, 255] : [0, 0, 0, 0]);
        image.SetAttribute("comment", "The secret place");
        return image.ToByteArray(MagickFormat.Png);
    }

    private static MagickImage Plain(uint width, uint height, string colour)
    {
        ImageMaker.Start();
        var one = new MagickColor(colour);
        return Image(width, height, _ => [one.R, one.G, one.B, one.A]);
    }

    private static MagickImage Image(uint width, uint height, Func<int, byte[]> pixel)
    {
        ImageMaker.Start();
        var pixels = Enumerable.Range(0, (int)(width * height)).SelectMany(pixel).ToArray();
        return new(pixels, new PixelReadSettings(width, height, StorageType.Char, PixelMapping.RGBA));
    }
}
