namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// What a person calls a browser, such as <c>Firefox on Linux</c>, from what it calls itself; pure. It helps the
/// memory and proves nothing.
/// </summary>
internal static class BrowserName
{
    private const int LongestUnknown = 40;

    /// <summary>Most browsers name older ones, too, so the order matters.</summary>
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Sign, string Name)[] Systems =
    [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];

    public static string Of(string agent) =>
        (Find(Browsers, agent), Find(Systems, agent)) switch
        {
            ({ } browser, { } system) => $"{browser} on {system}",
            ({ } browser, null) => browser,
            (null, { } system) => $"A program on {system}",
            _ when agent.Trim().Length == 0 => "A program without a name",
            _ => agent.Length > LongestUnknown ? $"{agent[..LongestUnknown]}…" : agent,
        };

    private static string? Find((string Sign, string Name)[] known, string agent) =>
        known.FirstOrDefault(one => agent.Contains(one.Sign, StringComparison.Ordinal)).Name;
}
