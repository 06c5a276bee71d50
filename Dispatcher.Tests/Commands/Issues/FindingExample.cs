using System.Text;

namespace Newsletter.Dispatcher.Tests.Commands.Issues;

/// <summary>The smallest file that has a finding.</summary>
/// <param name="Shown">For <c>docs/checks.md</c>.</param>
/// <param name="Content">The whole file; null for what is no issue file.</param>
internal sealed record FindingExample(string Name, string Shown, byte[]? Content)
{
    /// <summary>
    /// The file that the finding is about; in <c>issues/</c>, named after the finding, where not given.
    /// </summary>
    public string? File { get; init; }

    public string Path => File ?? $"issues/{Name}.md";

    /// <summary>An issue with this text.</summary>
    public static FindingExample Body(string name, string body, string? shown = null) =>
        new(
            name,
            shown ?? body,
            Encoding.UTF8.GetBytes($"---\ntitle: About {name}\npreheader: A sentence on {name}.\n---\n{body}\n")
        );

    /// <summary>An issue with these keys after its title.</summary>
    public static FindingExample Keys(string name, string keys, string? shown = null) =>
        new(
            name,
            shown ?? keys,
            Encoding.UTF8.GetBytes(
                $"---\n{(HasKey(keys, "title") ? "" : $"title: About {name}\n")}"
                    + $"{(HasKey(keys, "preheader") ? "" : $"preheader: A sentence on {name}.\n")}{keys}\n---\nText.\n"
            )
        );

    /// <summary>A file as it stands.</summary>
    public static FindingExample Whole(string name, string content, string? shown = null) =>
        new(name, shown ?? content.TrimEnd('\n'), Encoding.UTF8.GetBytes(content));

    private static bool HasKey(string keys, string key) => $"\n{keys}".Contains($"\n{key}:", StringComparison.Ordinal);
}
