using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;

namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// Finds the value of a setting in the checked settings, where the records have the names of the settings. Pure.
/// Tests: SettingsInForceTests.
/// </summary>
internal static class DefaultValues
{
    /// <summary>The value in words; null where there is none.</summary>
    /// <param name="path">For example <c>Delivery:Retry:FirstDelay</c>.</param>
    public static string? Of(DispatcherSettings settings, string path)
    {
        object? value = settings;
        foreach (var name in path.Split(':'))
        {
            value = value switch
            {
                null => null,
                DispatcherSettings all when name == "Look" => all.Newsletter.Look,
                IList list when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var at) => at
                < list.Count
                    ? list[at]
                    : null,
                _ => value.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public)?.GetValue(value),
            };
        }

        return Words(value);
    }

    private static string? Words(object? value) =>
        value switch
        {
            null => null,
            string text => text.Length == 0 ? null : text,
            bool flag => flag ? "true" : "false",
            TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
            TimeSpan duration => duration.ToString("c", CultureInfo.InvariantCulture),
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeZoneInfo zone => zone.Id,
            Enum choice => choice.ToString().ToLowerInvariant(),
            IPNetwork or IPAddress => value.ToString(),
            int or long or double => Convert.ToString(value, CultureInfo.InvariantCulture),
            IEnumerable many => many.Cast<object?>().Select(Words).OfType<string>().ToList() is { Count: > 0 } words
                ? string.Join(", ", words)
                : null,
            _ => null,
        };
}
