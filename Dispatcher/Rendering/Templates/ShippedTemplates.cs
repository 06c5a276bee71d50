using System.Text;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>
/// The templates inside the program. A newsletter's own templates stand beside them, so that an upgrade brings new
/// ones and changes none of the newsletter's.
/// Tests: OwnTemplateTests.
/// </summary>
internal static class ShippedTemplates
{
    private const string Prefix = "templates/";

    private static readonly Lazy<IReadOnlyDictionary<string, string>> All = new(Read);

    /// <summary>The sources by the names that <see cref="TemplateSet"/> uses.</summary>
    public static IReadOnlyDictionary<string, string> Sources => All.Value;

    /// <summary>The shipped templates with the newsletter's own ones in place of those of the same name.</summary>
    /// <remarks>
    /// A mail of its own page takes no text from us: an own HTML template without a text template hides the shipped
    /// text, and the text is made of the page.
    /// </remarks>
    /// <param name="own">Sources by name.</param>
    /// <param name="unreadable">Names of own templates that cannot be read; the shipped ones do not take their
    /// place.</param>
    public static Dictionary<string, string> With(
        IReadOnlyDictionary<string, string> own,
        IReadOnlyCollection<string> unreadable
    )
    {
        var hidden = own
            .Keys.Concat(unreadable)
            .Where(name => name.EndsWith(TemplateSet.HtmlSuffix, StringComparison.Ordinal) && !name.Contains('/'))
            .Select(name => name[..^TemplateSet.HtmlSuffix.Length] + TemplateSet.TextSuffix)
            .Concat(unreadable)
            .ToHashSet(StringComparer.Ordinal);
        var all = Sources
            .Where(template => !hidden.Contains(template.Key))
            .ToDictionary(template => template.Key, template => template.Value, StringComparer.Ordinal);
        foreach (var (name, source) in own)
        {
            all[name] = source;
        }

        return all;
    }

    private static Dictionary<string, string> Read()
    {
        var assembly = typeof(ShippedTemplates).Assembly;
        return assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[Prefix.Length..], Text, StringComparer.Ordinal);

        string Text(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            return reader.ReadToEnd();
        }
    }
}
