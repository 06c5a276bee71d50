using System.Text;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// The style sheet that gives the pages the newsletter's own colours and font. It comes after all others and sets
/// their variables; a file of its own keeps inline styles forbidden. Tests: LookPagesTests.
/// </summary>
internal static class LookStyle
{
    public static string Of(LookSettings look)
    {
        var shipped = new LookSettings();
        var css = new StringBuilder("/* The newsletter's own look, made of its settings. */\n");
        if (look.Accent != shipped.Accent)
        {
            css.Append(FormattableString.Invariant($":root {{ {Colours(look.Accent)} }}\n"));
        }

        // Also where only the light one differs: it comes later in the page than the shipped dark one.
        if (look.Accent != shipped.Accent || look.AccentDark != shipped.AccentDark)
        {
            css.Append(
                FormattableString.Invariant(
                    $"@media (prefers-color-scheme: dark) {{ :root {{ {Colours(look.AccentDark)} }} }}\n"
                )
            );
        }

        if (look.Font != shipped.Font)
        {
            css.Append(FormattableString.Invariant($":root {{ --serif: {look.Font.Css}; }}\n"));
        }

        return css.ToString();
    }

    private static string Colours(Colour accent) =>
        $"--accent: {accent}; --accent-deep: {Deep(accent)}; --on-accent: {accent.OnIt};";

    /// <summary>The colour under the pointer: away from what stands on it, so that it can be read better.</summary>
    private static Colour Deep(Colour accent) =>
        accent.OnIt == Colour.White ? accent.Towards(Colour.Black, 0.23) : accent.Towards(Colour.White, 0.29);
}
