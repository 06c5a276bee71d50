using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// The section <c>Desk:Oidc</c>, from configuration to checked settings. Tests: OidcSectionTests.
/// </summary>
internal static class OidcSection
{
    /// <summary>
    /// The words that a role may have. The room of the accounts is above this one; a test holds both lists equal.
    /// </summary>
    public static readonly string[] RoleWords = ["owner", "operator", "editor", "writer", "support"];

    private const int MostRoles = 100;

    /// <returns>Null when the section says nothing: then nobody signs in by another service.</returns>
    public static OidcSettings? Read(SettingsReader read, string root)
    {
        if (read.Keys.Count == 0)
        {
            return null;
        }

        var issuer = Issuer(read);
        var settings = new OidcSettings
        {
            Issuer = issuer,
            ClientId = read.Required("ClientId", "the name under which the sign-in service knows this desk"),
            ClientSecret = read.Secret("ClientSecret", root),
            Name = read.Text("Name", maxLength: 40) ?? issuer.Host,
            RoleClaim = read.Text("RoleClaim", maxLength: 200) ?? OidcSettings.UsualRoleClaim,
            Roles = Roles(read),
            Scopes = Scopes(read),
        };
        read.RefuseUnknownKeys();
        return settings;
    }

    private static Uri Issuer(SettingsReader read)
    {
        const string Takes =
            "the https address of the sign-in service, for example https://login.example.com (http only for localhost)";
        var text = read.Required("Issuer", Takes);
        if (
            Uri.TryCreate(text, UriKind.Absolute, out var issuer)
            && (issuer.Scheme == Uri.UriSchemeHttps || (issuer.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback))
            && issuer.Query.Length == 0
            && issuer.Fragment.Length == 0
            && issuer.UserInfo.Length == 0
        )
        {
            return issuer;
        }

        if (text.Length > 0)
        {
            read.Refuse("Issuer", text, Takes);
        }

        return new Uri("https://issuer.invalid");
    }

    private static Dictionary<string, string> Roles(SettingsReader read)
    {
        var roles = new Dictionary<string, string>(StringComparer.Ordinal);
        var section = read.Nested("Roles");
        foreach (var value in section.Keys)
        {
            if (section.Text(value) is not { } word)
            {
                continue;
            }

            if (RoleWords.FirstOrDefault(role => role.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } known)
            {
                roles[value] = known;
                continue;
            }

            var meant = DidYouMean.Closest(word, RoleWords) is { } near ? $"; did you mean {near}?" : "";
            section.Refuse(value, word, $"a role: {string.Join(", ", RoleWords)}{meant}");
        }

        if (section.Keys.Count is 0 or > MostRoles)
        {
            section.Add(
                $"takes 1 to {MostRoles} values of the claim, each with its role, "
                    + "for example { \"newsletter-editors\": \"editor\" }; without one nobody could sign in."
            );
        }

        return roles;
    }

    private static IReadOnlyList<string> Scopes(SettingsReader read)
    {
        var scopes = read.List("Scopes");
        foreach (var scope in scopes.Where(scope => scope.Length is 0 or > 100 || scope.Any(c => c is <= ' ' or > '~')))
        {
            read.Refuse("Scopes", scope, "names of scopes without blanks, for example groups");
        }

        return scopes;
    }
}
