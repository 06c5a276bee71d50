using System.Net;

namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// The sections <c>Web</c> and <c>Stripe</c>, from configuration to checked settings.
/// Tests: SettingsCheckTests.
/// </summary>
internal static class WebSection
{
    /// <summary>Reads <c>Web</c>; every wrong value becomes a problem of the reader's.</summary>
    public static WebSettings Read(SettingsReader read, string root)
    {
        var settings = new WebSettings
        {
            Listen = Listen(read),
            TrustedProxies = Networks(read, "TrustedProxies"),
            Metrics = read.Choice("Metrics", ("false", false), ("true", true)),
            MetricsFrom = Networks(read, "MetricsFrom"),
            Archive = read.Choice(
                "Archive",
                ("full", ArchiveAccess.Full),
                ("teaser", ArchiveAccess.Teaser),
                ("subscribers", ArchiveAccess.Subscribers)
            ),
            Feed = read.Choice("Feed", ("full", FeedText.Full), ("summary", FeedText.Summary)),
            SignUpsPerHour = read.Number("SignUpsPerHour", 500, 1, 1_000_000),
            SignUpsPerNetwork = read.Number("SignUpsPerNetwork", 20, 1, 1_000_000),
            ApiKey = ApiKey(read, root),
            Links = Links(read.Nested("Links")),
        };
        read.RefuseUnknownKeys();
        return settings;
    }

    private static WebLinks Links(SettingsReader read)
    {
        var links = new WebLinks
        {
            Privacy = Link("Privacy"),
            Imprint = Link("Imprint"),
            Terms = Link("Terms"),
        };
        read.RefuseUnknownKeys();
        return links;

        string? Link(string key)
        {
            var path = $"/{key.ToLowerInvariant()}";
            if (read.Text(key) is not { } text || WebLinks.IsGood(text))
            {
                return read.Text(key);
            }

            read.Refuse(
                key,
                text,
                $"an address such as https://example.com{path}, or a path of this site such as {path}"
            );
            return null;
        }
    }

    /// <summary>Reads <c>Stripe</c>.</summary>
    /// <returns>Null when the section says nothing: then nobody can pay here.</returns>
    public static StripeSettings? ReadStripe(SettingsReader read, string root, string? annualPrice)
    {
        if (read.Keys.Count == 0)
        {
            return null;
        }

        var settings = new StripeSettings
        {
            SecretKey = RequiredSecret("SecretKey"),
            WebhookSecret = RequiredSecret("WebhookSecret"),
            Price = read.Required("Price", "the yearly price at Stripe, price_…"),
            ApiBase = read.Text("ApiBase"),
        };
        if (
            settings.ApiBase is { } address
            && !(
                Uri.TryCreate(address, UriKind.Absolute, out var server)
                && (server.Scheme == Uri.UriSchemeHttps || server.IsLoopback)
            )
        )
        {
            read.Refuse("ApiBase", address, "an address such as https://api.stripe.com");
        }

        if (annualPrice is null)
        {
            read.Add("is set, but Newsletter:AnnualPrice is not; say there what readers pay, for example €60.");
        }

        read.RefuseUnknownKeys();
        return settings;

        string RequiredSecret(string key)
        {
            var secret = read.Secret(key, root);
            if (secret is null)
            {
                read.Add($"has no {key}; set it, or {key}File.");
            }

            return secret ?? "";
        }
    }

    private static string? ApiKey(SettingsReader read, string root)
    {
        const int Shortest = 32;
        var key = read.Secret("ApiKey", root);
        if (key is not null && (key.Length < Shortest || key.Any(c => c is <= ' ' or > '~')))
        {
            read.Add(
                $"has an ApiKey that is too easy to guess; it takes {Shortest} characters or more, without blanks, "
                    + "for example from: openssl rand -hex 32"
            );
        }

        return key;
    }

    private static string? Listen(SettingsReader read)
    {
        const string Takes = "an address such as http://127.0.0.1:8080, or none for no pages";
        var text = read.Text("Listen") ?? new WebSettings().Listen!;
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (
            Uri.TryCreate(
                text.Replace("://*", "://0.0.0.0", StringComparison.Ordinal),
                UriKind.Absolute,
                out var address
            )
            && address.Scheme == Uri.UriSchemeHttp
            && address.PathAndQuery == "/"
            && address.UserInfo.Length == 0
        )
        {
            return text.TrimEnd('/');
        }

        read.Refuse("Listen", text, Takes);
        return null;
    }

    private static List<IPNetwork> Networks(SettingsReader read, string key)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in read.List(key))
        {
            if (IPNetwork.TryParse(text, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(text, out var address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                read.Refuse(key, text, "addresses or networks such as 127.0.0.1 or 10.0.0.0/8");
            }
        }

        return networks;
    }
}
