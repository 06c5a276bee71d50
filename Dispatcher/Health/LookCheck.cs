using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>Whether the newsletter's own colours can be read. Tests: DoctorTests.</summary>
internal static class LookCheck
{
    public static Check Run(LookSettings look) =>
        look.Faint is [var first, ..]
            ? Check.Yellow("look", first, "Set that colour, or one that is further from the paper.")
            : Check.Green("look", "The accents can be read on light and dark paper.");
}
