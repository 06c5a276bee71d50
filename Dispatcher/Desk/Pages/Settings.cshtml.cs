using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>
/// The settings in force, and where each came from; never a secret. Nothing is changed here. Tests: SettingsPageTests.
/// </summary>
internal sealed class SettingsModel(DispatcherSettings settings, NewsletterFolder folder) : DeskPage
{
    /// <summary>By section, in the order of the program.</summary>
    public IReadOnlyList<IGrouping<string, SettingInForce>> Sections { get; private set; } = [];

    /// <summary>The files as they are now.</summary>
    public SettingsNow Files { get; private set; } = null!;

    /// <summary>Only those that somebody has set.</summary>
    public bool IsSetOnly { get; private set; }

    /// <param name="set">Any value leaves out the defaults.</param>
    public void OnGet(string? set)
    {
        IsSetOnly = !string.IsNullOrEmpty(set);
        Files = SettingsNow.Read(folder, settings.InForce);
        Sections =
        [
            .. settings
                .InForce.Where(one => !IsSetOnly || one.IsSet)
                .GroupBy(one => one.Section, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>What stands in the column of the value.</summary>
    public static string Shown(SettingInForce setting) =>
        setting.IsSecret
            ? setting.IsSet
                ? "set, and not shown"
                : "not set"
            : setting.Value ?? "not set";
}
