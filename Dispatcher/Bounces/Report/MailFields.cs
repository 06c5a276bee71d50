namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>
/// Fields in the form of a mail header (<c>Name: value</c>, folded by white space): headers, and the groups of a
/// delivery status (RFC 3464 2.1). Names in any case; the first of equal names counts.
/// Tests: BounceMessageTests.
/// </summary>
internal sealed class MailFields
{
    private const int MaxFields = 300;
    private const int MaxValue = 4000;

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value in one line, or null where there is no such field.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    public bool IsEmpty => _values.Count == 0;

    public void Add(string name, string value)
    {
        if (_values.Count < MaxFields)
        {
            _values.TryAdd(name, value.Length > MaxValue ? value[..MaxValue] : value);
        }
    }

    /// <summary>Groups of fields that blank lines keep apart. Lines that are no fields are left out.</summary>
    /// <param name="maxGroups">Groups behind it are not read.</param>
    public static IReadOnlyList<MailFields> Groups(IEnumerable<string> lines, int maxGroups)
    {
        var groups = new List<MailFields>();
        var current = new MailFields();
        string? name = null;
        var value = "";
        void EndField()
        {
            if (name is not null)
            {
                current.Add(name, value.Trim());
            }

            name = null;
        }

        foreach (var line in lines)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                EndField();
                if (!current.IsEmpty)
                {
                    groups.Add(current);
                    current = new();
                }

                if (groups.Count >= maxGroups)
                {
                    return groups;
                }
            }
            else if (line[0] is ' ' or '\t')
            {
                value = value.Length < MaxValue ? $"{value} {line.Trim()}" : value;
            }
            else
            {
                EndField();
                (name, value) = Split(line);
            }
        }

        EndField();
        if (!current.IsEmpty)
        {
            groups.Add(current);
        }

        return groups;
    }

    private static (string? Name, string Value) Split(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !line.AsSpan(0, colon).TrimEnd().ContainsAny(' ', '\t', '<')
            ? (line[..colon].TrimEnd(), line[(colon + 1)..])
            : (null, "");
    }
}
