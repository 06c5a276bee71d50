namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// The newsletter's own look, in letters and on pages. Section <c>Look</c>; the defaults are the shipped look.
/// Tests: LookSectionTests.
/// </summary>
internal sealed record LookSettings
{
    /// <summary>What the text stands on by day: the card and the page around it.</summary>
    private static readonly Colour[] LightPapers = [Colour.White, new(0xed, 0xf1, 0xef)];

    /// <summary>The same by night.</summary>
    private static readonly Colour[] DarkPapers = [new(0x19, 0x1f, 0x21), Colour.Night];

    /// <summary>The colour of links and buttons on light paper.</summary>
    public Colour Accent { get; init; } = new(0x0b, 0x5d, 0x68);

    /// <summary>The same where the reader has a dark screen.</summary>
    public Colour AccentDark { get; init; } = new(0x7f, 0xcb, 0xd3);

    /// <summary>The font of the text; small print and tables keep the reader's own sans-serif.</summary>
    public FontList Font { get; init; } = FontList.Shipped;

    /// <summary>How wide a letter is at most, in pixels.</summary>
    public int Width { get; init; } = 600;

    /// <summary>The largest width of the text, in pixels: the shipped template keeps 40 on each side.</summary>
    public int Column => Width - 80;

    /// <summary>Lines of text below the postal address, in letters and on pages.</summary>
    public IReadOnlyList<string> FooterLines { get; init; } = [];

    /// <summary>The newsletter's logo; null shows its name.</summary>
    public LookPicture? Logo { get; init; }

    /// <summary>The same where the reader has a dark screen; null shows <see cref="Logo"/>.</summary>
    public LookPicture? LogoDark { get; init; }

    /// <summary>The icon of the pages in tabs and on home screens; null shows the first letter of the name.</summary>
    public LookPicture? Icon { get; init; }

    /// <summary>The picture that other sites show beside a link to the pages; null for none.</summary>
    public LookPicture? SocialPicture { get; init; }

    /// <summary>A colour as it is readable on dark paper: lighter where it has to be.</summary>
    public static Colour ForDark(Colour accent) => accent.Readable(Colour.White, DarkPapers);

    /// <summary>Accents that are hard to read as text, each with the nearest colour that is readable.</summary>
    /// <returns>One line for each; empty when both are fine.</returns>
    public IReadOnlyList<string> Faint =>
        [
            .. Doubt("Accent", Accent, Colour.Black, LightPapers, "the light paper"),
            .. Doubt("AccentDark", AccentDark, Colour.White, DarkPapers, "the dark paper"),
        ];

    private static IEnumerable<string> Doubt(string key, Colour accent, Colour end, Colour[] papers, string where)
    {
        var contrast = accent.Contrast(papers);
        if (contrast < Colour.LeastContrast)
        {
            // Cut and not rounded, so that 4.47 does not read as 4.5.
            yield return FormattableString.Invariant(
                $"Look:{key} {accent} has a contrast of {Math.Floor(contrast * 10) / 10:0.0}:1 on {where}; "
            ) + $"text takes 4.5:1. The nearest colour that has it is {accent.Readable(end, papers)}.";
        }
    }
}
