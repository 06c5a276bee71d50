using System.Globalization;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// Reads one section key by key and remembers what was wrong: each problem is one line for an operator.
/// Tests: SettingsCheckTests.
/// </summary>
/// <remarks>
/// Our own few lines instead of the binder, because a wrong value must be answered with the setting, what it got and
/// what it takes, all wrong values at once, and unknown keys with the key that was meant.
/// </remarks>
internal sealed class SettingsReader(IConfigurationSection section, List<string> problems)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value, or null where it is absent or empty.</summary>
    public string? Text(string key, int maxLength = 1000)
    {
        _known.Add(key);
        var child = section.GetSection(key);
        if (child.GetChildren().Any())
        {
            problems.Add($"{child.Path} takes a single value, not a list or a section.");
            return null;
        }

        var value = child.Value?.Trim();
        if (value?.Length > maxLength || value?.AsSpan().ContainsAny('\0', '\u001b') == true)
        {
            problems.Add($"{child.Path} takes a text of at most {maxLength} characters without control characters.");
            return null;
        }

        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>The value on one line; a problem when it is absent.</summary>
    public string Required(string key, string takes)
    {
        var value = Text(key);
        if (value is null)
        {
            problems.Add($"{section.Path}:{key} is missing; it takes {takes}.");
        }
        else if (value.AsSpan().ContainsAny('\r', '\n'))
        {
            Refuse(key, value.ReplaceLineEndings(" "), takes + ", on one line");
        }

        return value ?? "";
    }

    /// <summary>
    /// The parsed value, or <paramref name="fallback"/> where it is absent or wrong (then a problem is kept).
    /// </summary>
    /// <param name="parse">Null for a text that cannot be taken.</param>
    /// <param name="takes">What the setting takes, for the message.</param>
    public T Value<T>(string key, T fallback, Func<string, T?> parse, string takes)
        where T : struct
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        if (parse(text) is { } value)
        {
            return value;
        }

        Refuse(key, text, takes);
        return fallback;
    }

    public int Number(string key, int fallback, int min, int max) =>
        Value<int>(
            key,
            fallback,
            text =>
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max
                    ? n
                    : null,
            $"a whole number from {min} to {max}"
        );

    /// <summary>Messages a second; null where it is absent or wrong.</summary>
    public double? Rate(string key)
    {
        var rate = Value<double>(
            key,
            0,
            text =>
                double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n)
                && n is >= 0.001 and <= 100_000
                    ? n
                    : null,
            "messages a second from 0.001 to 100000, for example 20 or 0.5"
        );
        return rate > 0 ? rate : null;
    }

    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan min, TimeSpan max) =>
        Value<TimeSpan>(
            key,
            fallback,
            text =>
                TimeSpan.TryParseExact(text, ["c", @"hh\:mm"], CultureInfo.InvariantCulture, out var d)
                && d >= min
                && d <= max
                    ? d
                    : null,
            $"a duration as HH:MM:SS from {min:c} to {max:c}"
        );

    public TimeOnly TimeOfDay(string key, TimeOnly fallback) =>
        Value<TimeOnly>(
            key,
            fallback,
            text =>
                TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var t)
                    ? t
                    : null,
            "a time of day as HH:MM, for example 06:00"
        );

    /// <summary>One of the names; the first is the default.</summary>
    public T Choice<T>(string key, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        if (Text(key) is not { } text)
        {
            return choices[0].Value;
        }

        foreach (var choice in choices)
        {
            if (choice.Name.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return choice.Value;
            }
        }

        var names = new List<string>();
        foreach (var choice in choices)
        {
            names.Add(choice.Name);
        }

        Refuse(key, text, string.Join(" or ", names));
        return choices[0].Value;
    }

    /// <summary>The values of a list; empty where it is absent.</summary>
    public IReadOnlyList<string> List(string key)
    {
        _known.Add(key);
        var child = section.GetSection(key);
        if (child.Value is { Length: > 0 } single)
        {
            return [.. single.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        }

        return [.. child.GetChildren().Select(item => item.Value ?? "")];
    }

    /// <summary>The lines of a text: a list, or one value with <c>;</c> between the lines. Empty ones are left
    /// out.</summary>
    public IReadOnlyList<string> Lines(string key)
    {
        _known.Add(key);
        var child = section.GetSection(key);
        return
        [
            .. (child.Value?.Split([';', '\n']) ?? child.GetChildren().Select(item => item.Value ?? ""))
                .Select(line => line.Trim())
                .Where(line => line.Length > 0),
        ];
    }

    /// <summary>Whether a section or value is there at all.</summary>
    public bool Has(string key)
    {
        _known.Add(key);
        return section.GetSection(key).Exists();
    }

    /// <summary>The reader of a section inside this one.</summary>
    public SettingsReader Nested(string key)
    {
        _known.Add(key);
        if (section.GetSection(key).Value is { Length: > 0 } value)
        {
            problems.Add($"{section.Path}:{key} takes a section, not \"{value}\".");
        }

        return new(section.GetSection(key), problems);
    }

    /// <summary>A secret given as <paramref name="key"/> or, better, in the file that <c>{key}File</c> names.</summary>
    /// <returns>The secret without the newline at a file's end, or null where neither is given. It is in no
    /// message.</returns>
    public string? Secret(string key, string root)
    {
        var inFile = Text(key + "File");
        var direct = Text(key);
        if (inFile is null)
        {
            return direct;
        }

        if (direct is not null)
        {
            problems.Add($"{section.Path}:{key} and {section.Path}:{key}File are both set; keep one.");
            return direct;
        }

        var (secret, takes) = SecretFile.Read(
            inFile,
            root,
            Environment.GetEnvironmentVariable(SecretFile.CredentialsVariable)
        );
        if (takes is not null)
        {
            Refuse(key + "File", inFile, takes);
        }

        return secret;
    }

    /// <summary>
    /// Keys of a section that does not know its own, for example domains; absent ones are not among them.
    /// </summary>
    public IReadOnlyList<string> Keys => [.. section.GetChildren().Select(child => child.Key)];

    /// <summary>Keeps a problem of the section itself, in words that follow its name.</summary>
    public void Add(string problem) => problems.Add($"{section.Path} {problem}");

    /// <summary>Keeps a problem about a value: the setting, what it got, what it takes.</summary>
    public void Refuse(string key, string got, string takes) =>
        problems.Add($"{section.Path}:{key} is \"{got}\", but takes {takes}{(takes.EndsWith('?') ? "" : ".")}");

    /// <summary>Keeps a problem for each key that no setting has. Called last.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var child in section.GetChildren().Where(child => !_known.Contains(child.Key)))
        {
            var meant = DidYouMean.Closest(child.Key, _known) is { } near
                ? $", did you mean {near}?"
                : $"; {section.Path} knows {string.Join(", ", _known.Order())}.";
            problems.Add($"{child.Path} is no setting{meant}");
        }
    }
}
