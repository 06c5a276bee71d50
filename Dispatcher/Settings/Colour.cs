using System.Globalization;

namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// A colour as <c>#rrggbb</c>, with the contrast that readers see by WCAG 2.
/// Tests: LookSectionTests.
/// </summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>The least contrast of normal text (WCAG 2, success criterion 1.4.3).</summary>
    public const double LeastContrast = 4.5;

    public static readonly Colour White = new(255, 255, 255);
    public static readonly Colour Black = new(0, 0, 0);

    /// <summary>The soft black of the shipped look: dark pages, and text on light colours.</summary>
    public static readonly Colour Night = new(0x0f, 0x13, 0x14);

    /// <summary>White or black, whichever has more contrast on this colour; always enough for text.</summary>
    /// <remarks>Black is the soft one where that is enough.</remarks>
    public Colour OnIt =>
        Contrast(White) >= Contrast(Black) ? White
        : Contrast(Night) >= LeastContrast ? Night
        : Black;

    /// <summary>Relative luminance by WCAG 2: 0 is black, 1 is white.</summary>
    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    /// <summary>Reads <c>#rrggbb</c>.</summary>
    /// <returns>Null for anything else.</returns>
    public static Colour? Read(string text) =>
        text is ['#', .. { Length: 6 } digits]
        && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new Colour((byte)(value >> 16), (byte)(value >> 8), (byte)value)
            : null;

    /// <summary>The contrast ratio by WCAG 2: from 1 to 21.</summary>
    public double Contrast(Colour other)
    {
        var (one, two) = (Luminance, other.Luminance);
        return (Math.Max(one, two) + 0.05) / (Math.Min(one, two) + 0.05);
    }

    /// <summary>The least contrast with several colours.</summary>
    public double Contrast(params ReadOnlySpan<Colour> others)
    {
        var least = double.MaxValue;
        foreach (var other in others)
        {
            least = Math.Min(least, Contrast(other));
        }

        return least;
    }

    /// <summary>
    /// This colour moved towards another one, as little as gives enough contrast for text on all papers.
    /// </summary>
    /// <param name="end">Black for light papers, white for dark ones; has enough contrast itself.</param>
    public Colour Readable(Colour end, params ReadOnlySpan<Colour> papers)
    {
        const int Steps = 256;
        for (var step = 0; step < Steps; step++)
        {
            var moved = Towards(end, step / (double)Steps);
            if (moved.Contrast(papers) >= LeastContrast)
            {
                return moved;
            }
        }

        return end;
    }

    /// <summary>A mixture with another colour.</summary>
    /// <param name="part">0 is this colour, 1 is the other one.</param>
    public Colour Towards(Colour other, double part)
    {
        return new(Mix(Red, other.Red), Mix(Green, other.Green), Mix(Blue, other.Blue));

        byte Mix(byte from, byte to) => (byte)Math.Round(from + ((to - from) * part));
    }

    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    private static double Linear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
