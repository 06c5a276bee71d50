namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>
/// The keys of the front matter as a form shows them: each a line of text, empty where the key is not given. Pure.
/// </summary>
/// <param name="Values">By key, for each of <see cref="Keys"/>; tags are separated by commas.</param>
internal sealed record IssueFields(IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The keys that have a field, in the order in which a form shows them.</summary>
    public static readonly IReadOnlyList<string> Keys =
    [
        "title",
        "subject",
        "preheader",
        "date",
        "status",
        "author",
        "template",
        "audience",
        "tags",
        "lang",
    ];

    private const string Tags = "tags";

    /// <summary>What somebody typed: each field is one line without blanks around it.</summary>
    public static IssueFields Typed(IReadOnlyDictionary<string, string> values) =>
        new(Keys.ToDictionary(key => key, key => OneLine(values.GetValueOrDefault(key, "")), StringComparer.Ordinal));

    public string this[string key] => Values.GetValueOrDefault(key, "");

    /// <summary>The fields of a file.</summary>
    /// <returns>Null when the front matter cannot be read as a whole; then only the whole file can be edited.</returns>
    public static IssueFields? Of(IssueSource source) => KeysOf(source) is { } keys ? Of(keys) : null;

    /// <summary>
    /// The file with these fields. Only the lines of keys that have changed are written; comments, the order, and keys
    /// without a field stay byte for byte.
    /// </summary>
    /// <returns>Null when the fields cannot be written so that they are read again as they were typed, and everything
    /// else as it was.</returns>
    public IssueSource? WriteTo(IssueSource source)
    {
        if (KeysOf(source) is not { } before || source.FenceLines is not { } count)
        {
            return null;
        }

        var old = Of(before);
        var changed = Keys.Where(key => this[key] != old[key]).ToList();
        if (changed.Count == 0)
        {
            return source;
        }

        var lines = new FrontMatterLines(source.Lines.Take(count), source.LineEnd);
        foreach (var key in changed)
        {
            lines.Set(key, Written(key, lines.IsQuoted(key)), Keys);
        }

        var written = source with { Text = lines.Text + string.Concat(source.Lines.Skip(count)) };
        return KeysOf(written) is { } after && IsMeant(before, after, changed) && written.Body == source.Body
            ? written
            : null;
    }

    /// <summary>True for the same values; two dictionaries are never the same object.</summary>
    public bool IsSame(IssueFields other) => Keys.All(key => this[key] == other[key]);

    /// <summary>The value as YAML; null takes the key away.</summary>
    private string? Written(string key, bool isQuoted) =>
        this[key] switch
        {
            "" when key != "title" => null,
            var tags when key == Tags => YamlText.List(Split(tags)),
            var value => YamlText.Of(value, isQuoted),
        };

    private bool IsMeant(
        IReadOnlyList<FrontMatterKey> before,
        IReadOnlyList<FrontMatterKey> after,
        List<string> changed
    )
    {
        var fields = Of(after);
        return changed.All(key => fields[key] == (key == Tags ? Joined(Split(this[key])) : this[key]))
            && Rest(before).SequenceEqual(Rest(after), StringComparer.Ordinal);

        IEnumerable<string> Rest(IReadOnlyList<FrontMatterKey> keys) =>
            keys.Where(key => !changed.Contains(key.Name)).Select(Content);
    }

    private static string Content(FrontMatterKey key) =>
        string.Join(
            '\0',
            [
                key.Name,
                key.IsList.ToString(),
                .. key.Values,
                .. key.Entries.SelectMany(entry => entry.Values.Prepend(entry.Name)),
            ]
        );

    private static IssueFields Of(IReadOnlyList<FrontMatterKey> keys) =>
        new(
            Keys.ToDictionary(
                key => key,
                key =>
                    keys.FirstOrDefault(one => one.Name == key) is { } given
                        ? key == Tags
                            ? Joined(given.Values)
                            : OneLine(string.Join(' ', given.Values))
                        : "",
                StringComparer.Ordinal
            )
        );

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    private static string Joined(IEnumerable<string> tags) => string.Join(", ", tags);

    private static string[] Split(string tags) =>
        tags.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The keys; null when the reader met something after which it cannot tell where a key begins.</summary>
    private static IReadOnlyList<FrontMatterKey>? KeysOf(IssueSource source)
    {
        if (source.FrontMatter is not { } text)
        {
            return null;
        }

        List<Problem> problems = [];
        var keys = FrontMatter.Read("", text, problems);
        return problems.Any(problem => problem.Severity is Severity.Error) ? null : keys;
    }
}
