using System.Net;
using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// The sections <c>Alerts</c> and <c>Doctor</c>, from configuration to checked settings.
/// Tests: SettingsCheckTests.
/// </summary>
internal static class HealthSection
{
    private const int DnsPort = 53;

    /// <summary>Reads <c>Alerts</c>; every wrong value becomes a problem of the reader's.</summary>
    public static AlertSettings ReadAlerts(SettingsReader read, string root)
    {
        var settings = new AlertSettings
        {
            To = To(read),
            Webhook = Address(read, "Webhook", root),
            Heartbeat = Address(read, "Heartbeat", root),
            Summary = read.Choice("Summary", ("true", true), ("false", false)),
        };
        read.RefuseUnknownKeys();
        return settings;
    }

    /// <summary>Reads <c>Doctor</c>.</summary>
    public static DoctorSettings ReadDoctor(SettingsReader read)
    {
        var settings = new DoctorSettings { DnsServer = DnsServer(read) };
        read.RefuseUnknownKeys();
        return settings;
    }

    private static EmailAddress? To(SettingsReader read)
    {
        if (read.Text("To") is not { } text)
        {
            return null;
        }

        if (EmailAddress.TryParse(text, out var address, out var problem))
        {
            return address;
        }

        read.Refuse("To", text, $"one address such as you@example.com ({problem})");
        return null;
    }

    /// <summary>Everybody who knows such an address can use it, so the problem does not show it.</summary>
    private static Uri? Address(SettingsReader read, string key, string root)
    {
        if (read.Secret(key, root) is not { } text)
        {
            return null;
        }

        if (
            Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address.UserInfo.Length == 0
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        )
        {
            return address;
        }

        read.Add(
            $"has a {key} that is no https address, for example https://hooks.example.com/abc (http only for this "
                + "machine)."
        );
        return null;
    }

    private static IPEndPoint? DnsServer(SettingsReader read)
    {
        if (read.Text("DnsServer") is not { } text)
        {
            return null;
        }

        if (IPEndPoint.TryParse(text, out var server))
        {
            return server.Port == 0 ? new(server.Address, DnsPort) : server;
        }

        read.Refuse("DnsServer", text, "an address such as 9.9.9.9 or 127.0.0.1:5353");
        return null;
    }
}
