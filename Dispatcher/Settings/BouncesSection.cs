using System.Net;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Settings;

/// <summary>The section <c>Bounces</c>, from configuration to checked settings. Tests: SettingsCheckTests.</summary>
internal static class BouncesSection
{
    private const string Form =
        "an address with {token} once in its part before the @, such as bounces+{token}@example.com; at most 64 "
        + "characters there with a token of 52";

    public static BouncesSettings Read(SettingsReader read, string root)
    {
        var settings = new BouncesSettings
        {
            ReturnPath = ReturnPathForm(read),
            Maildir = read.Text("Maildir") is { } folder ? Path.Combine(root, folder) : null,
            Imap = read.Has("Imap") ? Imap(read.Nested("Imap"), root) : null,
            Providers = ProvidersSection.Read(read, root),
        };
        if (
            settings is { ReturnPath: null } and ({ Maildir: not null } or { Imap: not null })
            && read.Text("ReturnPath") is null
        )
        {
            read.Add(
                "has a mailbox and no ReturnPath; without it no bounce says for certain whose it is. Set, for "
                    + "example, \"ReturnPath\": \"bounces+{token}@example.com\"."
            );
        }

        read.RefuseUnknownKeys();
        return settings;
    }

    private static string? ReturnPathForm(SettingsReader read)
    {
        if (read.Text("ReturnPath", maxLength: 300) is not { } form)
        {
            return null;
        }

        var parts = form.Split(ReturnPath.Placeholder);
        if (
            parts.Length == 2
            && parts[1].Contains('@', StringComparison.Ordinal)
            && EmailAddress.TryParse(ReturnPath.Longest(form), out _, out _)
        )
        {
            return form;
        }

        read.Refuse("ReturnPath", form, Form);
        return null;
    }

    private static ImapSettings Imap(SettingsReader read, string root)
    {
        var security = read.Choice(
            "Security",
            ("tls", RelaySecurity.Tls),
            ("starttls", RelaySecurity.StartTls),
            ("none", RelaySecurity.None)
        );
        var settings = new ImapSettings
        {
            Host = read.Required("Host", "the mail server's name, for example imap.example.com"),
            Port = read.Number("Port", security is RelaySecurity.Tls ? 993 : 143, 1, 65535),
            Security = security,
            UserName = read.Required("UserName", "the name that opens the mailbox"),
            Password = read.Secret("Password", root) ?? "",
            Folder = read.Text("Folder", maxLength: 200) ?? "INBOX",
            DoneFolder = read.Text("DoneFolder", maxLength: 200) ?? "Bounces/Done",
        };
        if (settings.Host.Length > 0 && Uri.CheckHostName(settings.Host) is UriHostNameType.Unknown)
        {
            read.Refuse("Host", settings.Host, "a name or an address without a port, for example imap.example.com");
        }

        if (settings.Password.Length == 0)
        {
            read.Add("has no Password; it takes a Password, or better a PasswordFile.");
        }

        if (security is RelaySecurity.None && !IsThisMachine(settings.Host))
        {
            read.Refuse(
                "Security",
                "none",
                "tls or starttls where the server is another machine: a password is never sent in clear text"
            );
        }

        if (string.Equals(settings.Folder, settings.DoneFolder, StringComparison.OrdinalIgnoreCase))
        {
            read.Refuse("DoneFolder", settings.DoneFolder, "another folder than Folder");
        }

        read.RefuseUnknownKeys();
        return settings;
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
