using System.Globalization;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Desk;

/// <summary>Addresses of other pages of the desk, for links that only appear where they lead somewhere.
/// Tests: TodayPageTests.</summary>
internal static partial class DeskWays
{
    /// <param name="route">As in <see cref="DeskRights"/>.</param>
    /// <param name="value">What stands in the place of the route's one parameter; null without one.</param>
    /// <returns>The path; null where there is no such page, or the person may not see it.</returns>
    public static string? Find(DeskPerson person, string route, object? value = null) =>
        DeskRights.All.Any(row => row.Route == route && person.Can(row.Look))
            ? Parameter.Replace(
                route,
                Uri.EscapeDataString(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
            )
            : null;

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter { get; }
}
