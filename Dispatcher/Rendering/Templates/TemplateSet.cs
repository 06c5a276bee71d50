using System.Text;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Settings;
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
    private readonly Dictionary<string, IReadOnlyList<TemplatePicture>> _shown = new(StringComparer.Ordinal);

    private TemplateSet(Dictionary<string, Template> templates, IReadOnlyDictionary<string, string> sources)
    {
        _templates = templates;
        Sources = sources;
    }

    /// <summary>No templates: for text that may include nothing.</summary>
    public static TemplateSet Empty { get; } = new([], new Dictionary<string, string>());

    /// <summary>The sources by name, to be frozen with a dispatch.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; }

    /// <summary>The names of the newsletter's own templates that differ from the shipped ones, in their
    /// order.</summary>
    public IReadOnlyList<string> Own { get; private init; } = [];

    /// <summary>The pictures beside the templates that templates show, by their path.</summary>
    public IReadOnlyDictionary<string, byte[]> Pictures { get; private init; } = new Dictionary<string, byte[]>();

    /// <summary>Why a picture that a template shows cannot be used, by its path.</summary>
    public IReadOnlyDictionary<string, Problem> PictureProblems { get; private init; } =
        new Dictionary<string, Problem>();

    /// <summary>Parses templates.</summary>
    /// <param name="sources">The sources by name, with <c>/</c> between folder and file.</param>
    /// <param name="pictureUrl">The address of a picture beside the templates, by its path; null where there is no
    /// such picture.</param>
    public static (TemplateSet Templates, IReadOnlyList<Problem> Problems) Parse(
        IReadOnlyDictionary<string, string> sources,
        Func<string, string?>? pictureUrl = null
    )
    {
        var problems = new List<Problem>();
        var templates = new TemplateSet(new Dictionary<string, Template>(StringComparer.Ordinal), sources);
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
            templates._templates[name] = template;
        }

        templates.FindPictures();
        templates.LinkPictures(pictureUrl ?? (_ => null));
        return (templates, problems);
    }

    /// <summary>
    /// Reads the newsletter's own templates of a folder, with the shipped ones beside them; a file that cannot be read
    /// is a problem. Pictures have the addresses of <see cref="PictureNames.ContentId"/>.
    /// </summary>
    public static (TemplateSet Templates, IReadOnlyList<Problem> Problems) Load(string folder)
    {
        var problems = new List<Problem>();
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        var unreadable = new List<string>();
        foreach (var name in Names(folder))
        {
            var (source, fault) = Read(folder, name);
            if (source is not null)
            {
                own[name] = source;
                continue;
            }

            unreadable.Add(name);
            problems.Add(Findings.TemplateUnreadable.At($"templates/{name}", 0, 0, fault!));
        }

        var (parsed, unparsed) = Parse(ShippedTemplates.With(own, unreadable));
        var beside = new IssueImages(folder);
        var pictures = parsed
            ._shown.Values.SelectMany(shown => shown)
            .DistinctBy(picture => picture.Path)
            .Select(picture =>
                (picture.Path, Reading: beside.Read(picture.Path, picture.File, picture.Line, picture.Column))
            )
            .ToList();
        var templates = new TemplateSet(parsed._templates, parsed.Sources)
        {
            Own =
            [
                .. own.Where(template => ShippedTemplates.Sources.GetValueOrDefault(template.Key) != template.Value)
                    .Select(template => template.Key),
            ],
            Pictures = pictures
                .Where(picture => picture.Reading.Image is not null)
                .ToDictionary(
                    picture => picture.Path,
                    picture => picture.Reading.Image!.Content,
                    StringComparer.Ordinal
                ),
            PictureProblems = pictures
                .Where(picture => picture.Reading.Problem is not null)
                .ToDictionary(picture => picture.Path, picture => picture.Reading.Problem!, StringComparer.Ordinal),
        };
        templates.FindPictures();
        templates.LinkPictures(path =>
            templates.Pictures.ContainsKey(path) ? $"cid:{PictureNames.ContentId(PictureNames.OfTemplate(path))}" : null
        );
        return (templates, [.. problems, .. unparsed]);
    }

    /// <summary>The pictures beside the templates that a template of this set shows, without those of its
    /// partials.</summary>
    public IReadOnlyList<TemplatePicture> PicturesIn(string name) => _shown.GetValueOrDefault(name, []);

    private void FindPictures()
    {
        foreach (var (name, template) in Html)
        {
            _shown[name] = TemplatePictures.In(template);
        }
    }

    private void LinkPictures(Func<string, string?> url)
    {
        foreach (var (_, template) in Html.Where(template => _shown[template.Key].Count > 0))
        {
            TemplatePictures.Link(template, url);
        }
    }

    private IEnumerable<KeyValuePair<string, Template>> Html =>
        _templates.Where(template => template.Key.EndsWith(HtmlSuffix, StringComparison.Ordinal));

    /// <summary>Reads one file.</summary>
    /// <returns>Its text; or why it cannot be used.</returns>
    private static (string? Source, string? Fault) Read(string folder, string name)
    {
        try
        {
            var file = new FileInfo(Path.Combine(folder, name));
            if (!ConfinedPath.IsInside(folder, file.FullName))
            {
                return (null, "the link leads out of templates/; put the file itself here.");
            }

            file = new FileInfo(ConfinedPath.Real(file.FullName)!);

            // A pipe has no length, and would never end.
            return file.Length == 0 ? ("", null)
                : file.Length > LargestTemplate ? (null, $"is larger than {LargestTemplate / 1024} kB; shorten it.")
                : (File.ReadAllText(file.FullName, new UTF8Encoding(false, throwOnInvalidBytes: true)), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (null, e is ArgumentException ? "is not UTF-8; save it as UTF-8." : $"cannot be read: {e.Message}");
        }
    }

    /// <summary>The template of that name and kind; null when there is none.</summary>
    public Template? Find(string name, TemplateKind kind) => _templates.GetValueOrDefault(name + Suffix(kind));

    /// <summary>The name of a partial's file below <c>templates/</c>.</summary>
    public static string PartialName(string name, TemplateKind kind) => $"{Folder}{name}{Suffix(kind)}";

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

    /// <summary>The end of the names of a kind.</summary>
    public static string Suffix(TemplateKind kind) => kind is TemplateKind.Html ? HtmlSuffix : TextSuffix;

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
