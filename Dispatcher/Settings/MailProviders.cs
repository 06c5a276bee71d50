namespace Newsletter.Dispatcher.Settings;

/// <summary>The large mailbox providers by name, each with the domains that its consumers' addresses usually have.</summary>
/// <remarks>Companies' own domains at these providers are not known here; they count with everybody else.</remarks>
internal static class MailProviders
{
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Domains { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase)
        {
            ["google"] = ["gmail.com", "googlemail.com"],
            ["microsoft"] =
            [
                .. With("outlook", "com", "at", "be", "cl", "co.id", "co.il", "co.th", "com.ar", "com.au", "com.br", "com.gr", "com.tr", "com.vn",
                    "cz", "de", "dk", "es", "fr", "hu", "ie", "in", "it", "jp", "kr", "lv", "my", "ph", "pt", "sa", "sg", "sk"),
                .. With("hotmail", "com", "at", "be", "ca", "ch", "co.jp", "co.th", "co.uk", "com.ar", "com.au", "com.br", "com.tr",
                    "de", "dk", "es", "fi", "fr", "gr", "it", "nl", "no", "se"),
                .. With("live", "com", "at", "be", "ca", "cl", "cn", "co.uk", "com.ar", "com.au", "com.mx", "com.pt",
                    "de", "dk", "fi", "fr", "ie", "in", "it", "jp", "nl", "no", "ru", "se"),
                "msn.com", "passport.com", "windowslive.com",
            ],
            // yahoo.co.jp is another company's.
            ["yahoo"] =
            [
                .. With("yahoo", "com", "at", "be", "ca", "co.id", "co.il", "co.in", "co.nz", "co.th", "co.uk", "co.za", "com.ar", "com.au",
                    "com.br", "com.co", "com.hk", "com.mx", "com.my", "com.ph", "com.sg", "com.tr", "com.tw", "com.vn",
                    "cz", "de", "dk", "es", "fi", "fr", "gr", "hu", "ie", "in", "it", "nl", "no", "pl", "pt", "ro", "se"),
                .. With("aol", "com", "co.uk", "de", "es", "fr", "it"),
                "aim.com", "myyahoo.com", "rocketmail.com", "ymail.com",
            ],
        };

    private static IEnumerable<string> With(string name, params IEnumerable<string> endings) => endings.Select(ending => $"{name}.{ending}");
}
