using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Text;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>
/// The templates by name, parsed once: <c>issue.sbn-html</c>, <c>issue.sbn-txt</c>, <c>partials/footer.sbn-html</c>.
/// Tests: SandboxTests.
/// </summary>
internal sealed class TemplateSet
{
    public const string HtmlSuffix = ".sbn-html";
    public const string TextSuffix = ".sbn-txt";
    private const int LargestTemplate = 512 * 1024;

    private const string Folder = "partials/";

    private static readonly string[] Folders = ["", "partials"];

    private readonly Dictionary<string, Template> _templates;

    private TemplateSet(Dictionary<string, Template> templates, IReadOnlyDictionary<string, string> sources)
    {
        _templates = templates;
        Sources = sources;
    }

    /// <summary>No templates: for text that may include nothing.</summary>
    public static TemplateSet Empty { get; } = new([], new Dictionary<string, string>());

    /// <summary>The sources by name, to be frozen with a dispatch.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; }

    /// <summary>Parses templates.</summary>
    /// <param name="sources">The sources by name, with <c>/</c> between folder and file.</param>
    public static (TemplateSet Templates, IReadOnlyList<Problem> Problems) Parse(
        IReadOnlyDictionary<string, string> sources
    )
    {
        var problems = new List<Problem>();
        var templates = new Dictionary<string, Template>(StringComparer.Ordinal);
        foreach (var (name, source) in sources)
        {
            var template = Template.Parse(source.ReplaceLineEndings("\n"), $"templates/{name}");
            problems.AddRange(
                template
                    .Messages.Where(message => message.Type is ParserMessageType.Error)
                    .Select(message =>
                        Sandbox.At(
                            Findings.TemplateSyntax,
                            message.Span,
                            $"the template code cannot be read: {EngineWords.OfSyntax(message.Message)}."
                        )
                    )
            );
            templates[name] = template;
        }

        return (new TemplateSet(templates, sources), problems);
    }

    /// <summary>Reads all templates of a folder; a file that cannot be read is a problem.</summary>
    public static (TemplateSet Templates, IReadOnlyList<Problem> Problems) Load(string folder)
    {
        var problems = new List<Problem>();
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Names(folder))
        {
            try
            {
                var file = new FileInfo(Path.Combine(folder, name));
                if (!ConfinedPath.IsInside(folder, file.FullName))
                {
                    problems.Add(
                        Findings.TemplateUnreadable.At(
                            $"templates/{name}",
                            0,
                            0,
                            "the link leads out of templates/; put the file itself here."
                        )
                    );
                    continue;
                }

                file = new FileInfo(ConfinedPath.Real(file.FullName)!);
                if (file.Length == 0)
                {
                    // A pipe has no length, and would never end.
                    sources[name] = "";
                    continue;
                }

                if (file.Length > LargestTemplate)
                {
                    problems.Add(
                        Findings.TemplateUnreadable.At(
                            $"templates/{name}",
                            0,
                            0,
                            $"is larger than {LargestTemplate / 1024} kB; shorten it."
                        )
                    );
                    continue;
                }

                sources[name] = File.ReadAllText(
                    file.FullName,
                    new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true)
                );
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                problems.Add(
                    Findings.TemplateUnreadable.At(
                        $"templates/{name}",
                        0,
                        0,
                        e is ArgumentException ? "is not UTF-8; save it as UTF-8." : $"cannot be read: {e.Message}"
                    )
                );
            }
        }

        var (templates, unparsed) = Parse(sources);
        return (templates, [.. problems, .. unparsed]);
    }

    /// <summary>The template of that name and kind; null when there is none.</summary>
    public Template? Find(string name, TemplateKind kind) => _templates.GetValueOrDefault(name + Suffix(kind));

    /// <summary>The message about a missing template pair.</summary>
    public string Missing(string name)
    {
        var known = _templates
            .Keys.Where(key =>
                key.EndsWith(HtmlSuffix, StringComparison.Ordinal) && !key.Contains('/', StringComparison.Ordinal)
            )
            .Select(key => key[..^HtmlSuffix.Length])
            .Order(StringComparer.Ordinal)
            .ToList();
        var meant = DidYouMean.Closest(name, known) is { } near
            ? $"did you mean {near}?"
            : $"there are: {string.Join(", ", known)}.";
        return $"there is no template templates/{name}{HtmlSuffix}; {meant}";
    }

    /// <summary>
    /// The partials for templates of one kind; they are looked up by name in the set, never on the disk.
    /// </summary>
    public PartialLoader Partials(TemplateKind kind) => new(this, Suffix(kind));

    private static string Suffix(TemplateKind kind) => kind is TemplateKind.Html ? HtmlSuffix : TextSuffix;

    private static IEnumerable<string> Names(string folder) =>
        Folders
            .Select(part => Path.Combine(folder, part))
            .Where(Directory.Exists)
            .SelectMany(part => Directory.EnumerateFiles(part))
            .Where(path =>
                path.EndsWith(HtmlSuffix, StringComparison.Ordinal)
                || path.EndsWith(TextSuffix, StringComparison.Ordinal)
            )
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>Gives templates the partials of a set.</summary>
    internal sealed class PartialLoader(TemplateSet set, string suffix) : ITemplateLoader
    {
        /// <summary>The names that <c>include</c> accepts.</summary>
        public IEnumerable<string> Names =>
            set
                .Sources.Keys.Where(key =>
                    key.StartsWith(Folder, StringComparison.Ordinal) && key.EndsWith(suffix, StringComparison.Ordinal)
                )
                .Select(key => key[Folder.Length..^suffix.Length]);

        /// <summary>The partial of that name; null when there is none.</summary>
        public Template? Find(string name) => Parsed($"{Folder}{name}{suffix}");

        /// <summary>The partial at a path that <see cref="GetPath"/> returned; null when there is none.</summary>
        public Template? Parsed(string path) => set._templates.GetValueOrDefault(path);

        public string GetPath(TemplateContext context, SourceSpan callerSpan, string templateName)
        {
            var name = $"{Folder}{templateName}{suffix}";
            return set.Sources.ContainsKey(name)
                ? name
                : throw new Scriban.Syntax.ScriptRuntimeException(callerSpan, $"there is no partial templates/{name}");
        }

        public string Load(TemplateContext context, SourceSpan callerSpan, string templatePath) =>
            set.Sources[templatePath].ReplaceLineEndings("\n");

        public ValueTask<string?> LoadAsync(TemplateContext context, SourceSpan callerSpan, string templatePath) =>
            ValueTask.FromResult<string?>(Load(context, callerSpan, templatePath));
    }
}
