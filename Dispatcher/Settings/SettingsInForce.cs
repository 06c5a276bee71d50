using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// Says of each setting what it is, and where it came from. Secrets are left out here, so that nothing that shows
/// settings can show one.
/// </summary>
internal static class SettingsInForce
{
    /// <summary>Ends of names of secrets, should one be read in another way than all are now.</summary>
    private static readonly string[] SecretEnds =
    [
        "Password",
        "Secret",
        "PrivateKey",
        "SigningKey",
        "ApiKey",
        "SecretKey",
    ];

    /// <summary>New with each start, so that a mark tells nothing to somebody who guesses values.</summary>
    private static readonly byte[] MarkKey = RandomNumberGenerator.GetBytes(32);

    /// <summary>Each setting that the readers asked for, and each that somebody has set, in the order of
    /// asking.</summary>
    /// <param name="root">What was read.</param>
    /// <param name="asked">Paths of the values that were asked for.</param>
    /// <param name="settings">What came of it; has the defaults.</param>
    public static IReadOnlyList<SettingInForce> Of(
        IConfigurationRoot root,
        IReadOnlyList<string> asked,
        DispatcherSettings settings
    )
    {
        var all = asked.ToHashSet(StringComparer.OrdinalIgnoreCase);
        List<SettingInForce> found = [];
        foreach (var path in asked.Where(path => !IsSection(path, asked)))
        {
            var isSecret = IsSecret(path, all);
            var leaves = Leaves(root, path).ToList();
            if (leaves.Count == 0)
            {
                var value = isSecret ? null : DefaultValues.Of(settings, path);
                found.Add(new(path, Shown(path, value), SettingInForce.Default, isSecret, IsSet: false, ""));
            }

            found.AddRange(leaves.Select(leaf => Set(leaf.Path, leaf.Value, leaf.Source, isSecret)));
        }

        return found;
    }

    /// <summary>
    /// A secret can be in a file of its own, and only a secret can: its reader asks for NAME and for NAMEFile.
    /// </summary>
    private static bool IsSecret(string path, HashSet<string> asked) =>
        asked.Contains(path + "File") || SecretEnds.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    private static SettingInForce Set(string path, string value, string source, bool isSecret) =>
        new(
            path,
            isSecret ? null : Shown(path, value),
            source,
            isSecret,
            IsSet: true,
            Convert.ToHexStringLower(HMACSHA256.HashData(MarkKey, Encoding.UTF8.GetBytes(value)).AsSpan(0, 8))
        );

    /// <summary>A connection string and an address of the web can hold a password of their own.</summary>
    private static string? Shown(string path, string? value) =>
        value is null ? null
        : path.EndsWith("ConnectionString", StringComparison.OrdinalIgnoreCase) ? WithoutPassword(value)
        : Uri.TryCreate(value, UriKind.Absolute, out var address) && address.UserInfo.Length > 0
            ? value.Replace($"{address.UserInfo}@", "…@", StringComparison.Ordinal)
        : value;

    private static string WithoutPassword(string text) =>
        string.Join(
            ';',
            text.Split(';')
                .Select(part =>
                    part.Split('=')[0].Trim() is var key
                    && (
                        key.Contains("password", StringComparison.OrdinalIgnoreCase)
                        || key.Equals("pwd", StringComparison.OrdinalIgnoreCase)
                    )
                        ? $"{key}=…"
                        : part
                )
        );

    /// <summary>A section inside another one is asked for like a value.</summary>
    private static bool IsSection(string path, IReadOnlyList<string> asked) =>
        asked.Any(other => other.StartsWith(path + ':', StringComparison.OrdinalIgnoreCase));

    /// <summary>The value, or each value of a list or a table, with where it came from.</summary>
    private static IEnumerable<(string Path, string Value, string Source)> Leaves(IConfigurationRoot root, string path)
    {
        var section = root.GetSection(path);
        if (section.Value is { Length: > 0 } value)
        {
            yield return (section.Path, value, SourceOf(root, section.Path));
        }

        foreach (var leaf in section.GetChildren().SelectMany(child => Leaves(root, child.Path)))
        {
            yield return leaf;
        }
    }

    /// <summary>The last of the sources that has the value is the one that counts.</summary>
    private static string SourceOf(IConfigurationRoot root, string path) =>
        root.Providers.Reverse().FirstOrDefault(provider => provider.TryGet(path, out _)) switch
        {
            JsonConfigurationProvider json => json.Source.Path ?? "file",
            EnvironmentVariablesConfigurationProvider =>
                $"environment variable {path.Replace(":", "__", StringComparison.Ordinal)}",
            null => SettingInForce.Default,
            var other => other.GetType().Name.Contains("CommandLine", StringComparison.Ordinal)
                ? "command line"
                : "another source",
        };
}
