using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Settings;

/// <summary>From configuration to checked settings, pure: every wrong value and unknown key becomes one line.</summary>
internal static partial class SettingsCheck
{
    private static readonly string[] Sections =
    [
        "Newsletter",
        "Look",
        "Delivery",
        "Relays",
        "Dkim",
        "Bounces",
        "Storage",
        "Web",
        "Stripe",
        "Alerts",
        "Doctor",
        "Desk",
        "Retention",
        "Backup",
    ];

    /// <summary>Sections that the host reads by itself.</summary>
    private static readonly string[] OfTheHost = ["Logging", "AllowedHosts", "Kestrel", "Urls"];

    /// <param name="topLevelKeys">First-level keys of the files; the environment holds words of others and is not
    /// checked.</param>
    /// <param name="root">Folder that relative paths start from.</param>
    /// <exception cref="SettingsException">With every problem, one line each.</exception>
    public static DispatcherSettings Read(IConfiguration configuration, IEnumerable<string> topLevelKeys, string root)
    {
        var problems = new List<string>();
        foreach (
            var key in topLevelKeys.Where(key =>
                !Sections.Concat(OfTheHost).Contains(key, StringComparer.OrdinalIgnoreCase)
            )
        )
        {
            problems.Add(
                DidYouMean.Closest(key, Sections) is { } near
                    ? $"{key} is no section, did you mean {near}?"
                    : $"{key} is no section; the settings are in {string.Join(", ", Sections)}."
            );
        }

        var newsletter = Newsletter(new SettingsReader(configuration.GetSection("Newsletter"), problems)) with
        {
            Look = LookSection.Read(new SettingsReader(configuration.GetSection("Look"), problems), root),
        };
        var relays = Relays(configuration.GetSection("Relays"), problems, root);
        var delivery = Delivery(new SettingsReader(configuration.GetSection("Delivery"), problems), root);
        var dkim = DkimSection.Read(configuration.GetSection("Dkim"), problems, root, newsletter.From);
        var bounces = BouncesSection.Read(new SettingsReader(configuration.GetSection("Bounces"), problems), root);
        var storage = Storage(new SettingsReader(configuration.GetSection("Storage"), problems), root);
        var web = WebSection.Read(new SettingsReader(configuration.GetSection("Web"), problems), root);
        var stripe = WebSection.ReadStripe(
            new SettingsReader(configuration.GetSection("Stripe"), problems),
            root,
            newsletter.AnnualPrice
        );
        var alerts = HealthSection.ReadAlerts(new SettingsReader(configuration.GetSection("Alerts"), problems), root);
        var doctor = HealthSection.ReadDoctor(new SettingsReader(configuration.GetSection("Doctor"), problems));
        var retention = RetentionSettings.Read(new SettingsReader(configuration.GetSection("Retention"), problems));
        var logging = Logging(new SettingsReader(configuration.GetSection("Logging"), problems));
        var desk = DeskSection.Read(configuration.GetSection("Desk"), problems, root);
        var backup = BackupSection.Read(configuration.GetSection("Backup"), problems, root);
        if (delivery.Method is DeliveryMethod.Smtp && relays.Count == 0)
        {
            problems.Add(
                $"Delivery:Method is \"smtp\", but Relays has 0 entries; it takes one at least: {{ \"Host\": …, "
                    + $"\"Port\": 587 }}."
            );
        }

        return problems.Count == 0
            ? new(
                newsletter with
                {
                    CanPay = stripe is not null && newsletter.AnnualPrice is not null,
                },
                delivery,
                relays,
                storage
            )
            {
                Dkim = dkim,
                Bounces = bounces,
                Web = web,
                Stripe = stripe,
                Alerts = alerts,
                Doctor = doctor,
                Desk = desk,
                Retention = retention,
                Logging = logging,
                Backup = backup,
            }
            : throw new SettingsException(problems);
    }

    private static NewsletterSettings Newsletter(SettingsReader read)
    {
        var name = read.Required("Name", "the newsletter's name");
        var (fromName, from) = Sender(read, "From", name);
        var sendAt = read.TimeOfDay("SendAt", new(6, 0));
        var settings = new NewsletterSettings
        {
            Name = name,
            Description = read.Text("Description", maxLength: 300),
            FromName = fromName,
            From = from,
            ReplyTo = read.Text("ReplyTo") is null ? null : Sender(read, "ReplyTo", name).Address,
            PostalAddress = PostalAddress(read),
            BaseUrl = BaseUrl(read),
            TimeZone = TimeZone(read),
            SendAt = sendAt,
            Deadline = read.TimeOfDay("Deadline", new(7, 0)),
            CatchUpUntil = read.TimeOfDay("CatchUpUntil", new(12, 0)),
            CheckAt = read.TimeOfDay("CheckAt", new(17, 0)),
            Days = Days(read),
            Holidays = Holidays(read),
            Language = Language(read),
            Images = read.Choice("Images", ("inline", ImageTravel.Inline), ("link", ImageTravel.Link)),
            TrialDays = read.Number("TrialDays", 14, 0, 365),
            AnnualPrice = read.Text("AnnualPrice", maxLength: 40),
            Goodbye = read.Choice("Goodbye", ("false", false), ("true", true)),
            Approval = read.Choice(
                "Approval",
                ("none", ApprovalMode.None),
                ("one", ApprovalMode.One),
                ("two", ApprovalMode.Two)
            ),
        };
        foreach (var (key, value) in new[] { ("Deadline", settings.Deadline), ("CatchUpUntil", settings.CatchUpUntil) })
        {
            if (value < sendAt)
            {
                read.Refuse(
                    key,
                    value.ToString("HH:mm", CultureInfo.InvariantCulture),
                    $"a time after SendAt ({sendAt:HH\\:mm})"
                );
            }
        }

        read.RefuseUnknownKeys();
        return settings;
    }

    /// <summary>Other keys of the section belong to other programs' habits, and do nothing here.</summary>
    private static LoggingSettings Logging(SettingsReader read) =>
        new()
        {
            Json = read.Choice("Json", ("false", false), ("true", true)),
            Level = read.Choice(
                "Level",
                ("information", LogLevel.Information),
                ("debug", LogLevel.Debug),
                ("warning", LogLevel.Warning),
                ("error", LogLevel.Error)
            ),
        };

    private static DeliverySettings Delivery(SettingsReader read, string root)
    {
        var settings = new DeliverySettings
        {
            Method = read.Choice("Method", ("pickup", DeliveryMethod.Pickup), ("smtp", DeliveryMethod.Smtp)),
            PickupDirectory = Path.Combine(root, read.Text("PickupDirectory") ?? "outbox"),
            Connections = read.Number("Connections", 4, 1, 100),
            MessagesPerConnection = read.Number("MessagesPerConnection", 1000, 1, 1_000_000),
            CommandTimeout = read.Duration(
                "CommandTimeout",
                TimeSpan.FromMinutes(5),
                TimeSpan.FromSeconds(1),
                TimeSpan.FromMinutes(30)
            ),
            DataTimeout = read.Duration(
                "DataTimeout",
                TimeSpan.FromMinutes(10),
                TimeSpan.FromSeconds(1),
                TimeSpan.FromMinutes(30)
            ),
            OnUncertain = read.Choice(
                "OnUncertain",
                ("resend", UncertainPolicy.Resend),
                ("hold", UncertainPolicy.Hold)
            ),
            Retry = Retry(read),
            Breaker = Breaker(read),
            RatePerSecond = read.Text("RatePerSecond") is "0" ? null : read.Rate("RatePerSecond"),
            PerDomain = DomainRates.Read(read.Nested("PerDomain")),
        };
        read.RefuseUnknownKeys();
        return settings;
    }

    private static RetrySettings Retry(SettingsReader delivery)
    {
        var read = delivery.Nested("Retry");
        var day = TimeSpan.FromHours(24);
        var settings = new RetrySettings
        {
            FirstDelay = read.Duration("FirstDelay", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), day),
            MaxDelay = read.Duration("MaxDelay", TimeSpan.FromMinutes(60), TimeSpan.FromSeconds(1), day),
            GiveUpAfter = read.Duration("GiveUpAfter", TimeSpan.FromHours(6), TimeSpan.FromSeconds(1), day),
        };
        if (settings.MaxDelay < settings.FirstDelay)
        {
            read.Refuse(
                "MaxDelay",
                settings.MaxDelay.ToString("c", CultureInfo.InvariantCulture),
                "a duration not shorter than FirstDelay"
            );
        }

        read.RefuseUnknownKeys();
        return settings;
    }

    private static BreakerSettings Breaker(SettingsReader delivery)
    {
        var read = delivery.Nested("Breaker");
        var settings = new BreakerSettings
        {
            Percent = read.Number("Percent", 20, 1, 100),
            Of = read.Number("Of", 50, 10, 10_000),
        };
        read.RefuseUnknownKeys();
        return settings;
    }

    private static List<RelaySettings> Relays(IConfigurationSection section, List<string> problems, string root) =>
        [.. section.GetChildren().Select(child => Relay(new SettingsReader(child, problems), root))];

    private static RelaySettings Relay(SettingsReader read, string root)
    {
        var settings = new RelaySettings
        {
            Host = read.Required("Host", "the relay's name or address, for example smtp.example.org"),
            Port = read.Number("Port", 587, 1, 65535),
            Security = read.Choice(
                "Security",
                ("starttls", RelaySecurity.StartTls),
                ("tls", RelaySecurity.Tls),
                ("none", RelaySecurity.None)
            ),
            UserName = read.Text("UserName"),
            Password = read.Secret("Password", root),
            Weight = read.Number("Weight", 1, 1, 1000),
        };
        if (settings.UserName is not null && settings.Password is null)
        {
            read.Refuse("UserName", settings.UserName, "a Password or a PasswordFile beside it");
        }

        if (settings.UserName is not null && settings.Security is RelaySecurity.None)
        {
            read.Refuse(
                "Security",
                "none",
                "starttls or tls where there is a UserName: a password is never sent in clear text"
            );
        }

        read.RefuseUnknownKeys();
        return settings;
    }

    private static StorageSettings Storage(SettingsReader read, string root)
    {
        read.Choice("Provider", ("sqlite", true));
        var text = read.Text("ConnectionString") ?? "Data Source=dispatcher.db";
        var keyFile = read.Text("KeyFile");
        read.RefuseUnknownKeys();
        try
        {
            var builder = new SqliteConnectionStringBuilder(text);
            if ((builder.DataSource is "" or ":memory:") || builder.Mode is SqliteOpenMode.Memory)
            {
                read.Refuse("ConnectionString", text, "a file, for example Data Source=dispatcher.db");
                return new();
            }

            builder.DataSource = Path.GetFullPath(builder.DataSource, root);
            return new()
            {
                ConnectionString = builder.ToString(),
                KeyFile = keyFile is null
                    ? Path.ChangeExtension(builder.DataSource, ".keys")
                    : Path.GetFullPath(keyFile, root),
            };
        }
        catch (ArgumentException e)
        {
            read.Refuse(
                "ConnectionString",
                text,
                $"a SQLite connection string such as Data Source=dispatcher.db ({e.Message})"
            );
            return new();
        }
    }

    private static (string Name, EmailAddress Address) Sender(SettingsReader read, string key, string fallbackName)
    {
        const string Takes = "an address such as letter@example.com or Name <letter@example.com>";
        var placeholder = EmailAddress.Parse("nobody@example.com");
        var text = read.Required(key, Takes);
        if (text.Length == 0)
        {
            return (fallbackName, placeholder);
        }

        var match = NameAndAddress.Match(text);
        if (
            EmailAddress.TryParse(
                match.Success ? match.Groups["address"].Value : text,
                out var address,
                out var problem
            )
        )
        {
            var name = match.Groups["name"].Value.Trim().Trim('"');
            return (name.Length > 0 ? name : fallbackName, address);
        }

        read.Refuse(key, text, $"{Takes} ({problem})");
        return (fallbackName, placeholder);
    }

    private static List<string> PostalAddress(SettingsReader read)
    {
        const string Takes = "the sender's postal address, lines separated by ; (the law asks for it in every issue)";
        var text = read.Text("PostalAddress");
        if (text is null)
        {
            _ = read.Required("PostalAddress", Takes);
            return [];
        }

        return [.. text.Split(['\n', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
    }

    private static string BaseUrl(SettingsReader read)
    {
        const string Takes =
            "an https address without query, for example https://letter.example.com (http only for localhost)";
        var text = read.Required("BaseUrl", Takes);
        if (text.Length == 0)
        {
            return "";
        }

        if (
            Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            && url.Query.Length == 0
            && url.Fragment.Length == 0
            && url.UserInfo.Length == 0
        )
        {
            return url.GetLeftPart(UriPartial.Path).TrimEnd('/');
        }

        read.Refuse("BaseUrl", text, Takes);
        return "";
    }

    private static TimeZoneInfo TimeZone(SettingsReader read)
    {
        const string Takes = "an IANA time zone such as Europe/Berlin";
        var text = read.Required("TimeZone", Takes);
        if (text.Length == 0)
        {
            return TimeZoneInfo.Utc;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone))
        {
            return zone;
        }

        // The names of the system, read only for somebody who mistyped one.
        var near = DidYouMean.Closest(text, TimeZoneInfo.GetSystemTimeZones().Select(known => known.Id));
        read.Refuse("TimeZone", text, near is null ? Takes : $"an IANA time zone; did you mean {near}?");
        return TimeZoneInfo.Utc;
    }

    private static HashSet<DayOfWeek> Days(SettingsReader read)
    {
        const string Takes = "weekdays such as Mon-Fri or Mon,Wed,Fri";
        var texts = read.List("Days");
        if (texts.Count == 0)
        {
            return [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
        }

        var days = new HashSet<DayOfWeek>();
        foreach (var text in texts)
        {
            var ends = text.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || Day(ends[0]) is not { } first || Day(ends[^1]) is not { } last)
            {
                read.Refuse("Days", text, Takes);
                continue;
            }

            for (var day = first; ; day = (DayOfWeek)(((int)day + 1) % 7))
            {
                days.Add(day);
                if (day == last)
                {
                    break;
                }
            }
        }

        return days;
    }

    /// <summary>
    /// A day by its English name or its first three letters; numbers are refused, since 1-5 means Sunday to Thursday to
    /// some programs.
    /// </summary>
    private static DayOfWeek? Day(string text) =>
        Enum.GetValues<DayOfWeek>()
            .Where(day =>
                text.Equals(day.ToString(), StringComparison.OrdinalIgnoreCase)
                || text.Equals(day.ToString()[..3], StringComparison.OrdinalIgnoreCase)
            )
            .Select(day => (DayOfWeek?)day)
            .FirstOrDefault();

    private static HashSet<DateOnly> Holidays(SettingsReader read)
    {
        var holidays = new HashSet<DateOnly>();
        foreach (var text in read.List("Holidays"))
        {
            if (
                DateOnly.TryParseExact(
                    text,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var date
                )
            )
            {
                holidays.Add(date);
            }
            else
            {
                read.Refuse("Holidays", text, "dates such as 2026-12-25");
            }
        }

        return holidays;
    }

    private static string Language(SettingsReader read)
    {
        var text = read.Text("Language") ?? "en";
        if (LanguageTag.IsMatch(text))
        {
            return text;
        }

        read.Refuse("Language", text, "a language tag such as en or de-AT");
        return "en";
    }

    [GeneratedRegex(@"^(?<name>[^<>]*)<(?<address>[^<>]+)>$", RegexOptions.CultureInvariant)]
    private static partial Regex NameAndAddress { get; }

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag { get; }
}
