using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// The files and the environment as they are now, checked as a start would check them, beside the settings that the
/// program began with. Tests: SettingsInForceTests.
/// </summary>
/// <param name="Problems">What a start would refuse; empty when it would begin.</param>
/// <param name="Changed">Names of the settings that are others after the next start.</param>
internal sealed record SettingsNow(IReadOnlyList<string> Problems, IReadOnlyList<string> Changed)
{
    /// <param name="inForce">What the program began with.</param>
    public static SettingsNow Read(NewsletterFolder folder, IReadOnlyList<SettingInForce> inForce)
    {
        try
        {
            return new([], Differences(inForce, SettingsFiles.Read(folder.Root).InForce));
        }
        catch (SettingsException e)
        {
            return new(e.Problems, []);
        }
    }

    private static IReadOnlyList<string> Differences(
        IReadOnlyList<SettingInForce> before,
        IReadOnlyList<SettingInForce> now
    ) =>
        [
            .. now.Where(one => one.IsSet)
                .Select(one => (one.Name, one.Mark))
                .Except(before.Where(one => one.IsSet).Select(one => (one.Name, one.Mark)))
                .Select(one => one.Name)
                .Concat(before.Where(one => one.IsSet).Select(one => one.Name).Except(now.Select(one => one.Name)))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.Ordinal),
        ];
}
