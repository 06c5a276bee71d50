namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// The file behind a setting such as <c>PasswordFile</c>: a path, or <c>credential:NAME</c> for a credential that
/// systemd hands to the service.
/// </summary>
internal static class SecretFile
{
    /// <summary>systemd sets it to the folder with the credentials of the unit.</summary>
    public const string CredentialsVariable = "CREDENTIALS_DIRECTORY";

    private const string Prefix = "credential:";

    /// <summary>Container engines mount secrets here, readable by all; a container has no other users.</summary>
    private const string OfContainer = "/run/secrets/";

    private const UnixFileMode OfOthers = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <param name="value">The setting.</param>
    /// <param name="root">Folder that relative paths start from.</param>
    /// <param name="credentials">The folder with the credentials; null outside of systemd.</param>
    /// <returns>The secret without the newline at the file's end; or what the setting takes instead.</returns>
    public static (string? Secret, string? Takes) Read(string value, string root, string? credentials)
    {
        var (path, problem) = Locate(value, root, credentials);
        if (path is null)
        {
            return (null, problem);
        }

        try
        {
            if (IsOpenToAll(path))
            {
                return (null, $"a file that not everybody can read; close it with: chmod o-rwx '{path}'");
            }

            var secret = File.ReadAllText(path).TrimEnd('\r', '\n');
            return secret.Length > 0 ? (secret, null) : (null, "a file that is not empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"a file that can be read ({e.Message})");
        }
    }

    private static (string? Path, string? Takes) Locate(string value, string root, string? credentials)
    {
        if (!value.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return (Path.GetFullPath(value, root), null);
        }

        var name = value[Prefix.Length..];
        if (name.Length == 0 || name.Contains('/') || name is "." or "..")
        {
            return (null, $"{Prefix} and the name of a credential, for example {Prefix}relay-password");
        }

        return string.IsNullOrEmpty(credentials)
            ? (null, $"a credential of systemd only inside its unit; add there: LoadCredential={name}:/path/of/{name}")
            : (Path.Combine(credentials, name), null);
    }

    private static bool IsOpenToAll(string path) =>
        !OperatingSystem.IsWindows()
        && !path.StartsWith(OfContainer, StringComparison.Ordinal)
        && File.Exists(path)
        && (File.GetUnixFileMode(path) & OfOthers) != UnixFileMode.None;
}
