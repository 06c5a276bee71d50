using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Settings;

/// <summary>The section <c>Bounces</c>, from configuration to checked settings.</summary>
internal static class BouncesSection
{
    private const string Form = "an address with {token} once in its part before the @, such as bounces+{token}@example.com; at most 64 characters there with a token of 52";

    public static BouncesSettings Read(SettingsReader read, string root)
    {
        var settings = new BouncesSettings
        {
            ReturnPath = ReturnPathForm(read),
            Maildir = read.Text("Maildir") is { } folder ? Path.Combine(root, folder) : null,
        };
        if (settings is { Maildir: not null, ReturnPath: null } && read.Text("ReturnPath") is null)
        {
            read.Add("has a Maildir and no ReturnPath; without it no bounce says for certain whose it is. Set, for example, \"ReturnPath\": \"bounces+{token}@example.com\".");
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
        if (parts.Length == 2 && parts[1].Contains('@', StringComparison.Ordinal) && EmailAddress.TryParse(ReturnPath.Longest(form), out _, out _))
        {
            return form;
        }

        read.Refuse("ReturnPath", form, Form);
        return null;
    }
}
