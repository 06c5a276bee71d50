using System.Text;
using ImageMagick;
using Newsletter.Dispatcher.Images;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>Whole letters, made of the sample issues and of the shipped ones.</summary>
internal static class LetterSample
{
    private const string Drawing =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300\" height=\"120\"><g fill=\"none\" stroke=\"#102010\" "
        + "stroke-width=\"8\"><path d=\"M10 100 C 60 10, 120 10, 150 60 S 240 110, 290 20\"/></g></svg>";

    /// <summary>The files of the samples.</summary>
    public static IReadOnlyList<string> Files =>
        [
            .. Directory.GetFiles(
                Path.Combine(Corpora.Repository(), "Dispatcher.Tests", "Rendering", "Letters", "Samples"),
                "*.md"
            ),
            .. Directory.GetFiles(Path.Combine(Corpora.Repository(), "issues"), "*.md"),
        ];

    public static IEnumerable<string> Names => Files.Select(file => Path.GetFileNameWithoutExtension(file)!);

    /// <summary>The HTML of a sample for one reader; its images are in it, so that a browser shows them.</summary>
    public static string Html(string name)
    {
        var (issue, package) = Compile(name);
        var html = Render(issue);
        foreach (var (path, content) in package.Images)
        {
            html = html.Replace(
                MailImages.Url(issue.Issue, NewsletterSample.Settings(), path),
                $"data:{ImageHeader.TypeOf(ImageHeader.Read(content)!.Kind)};base64,{Convert.ToBase64String(content)}",
                StringComparison.Ordinal
            );
        }

        return html;
    }

    public static string Render(CompiledIssue issue) =>
        issue
            .Render(
                Recipient.Sample("ana@example.org"),
                new LinkBook("https://letter.example.com", new SignedToken([new SigningKey("a", new byte[32])])),
                out _
            )!
            .Html;

    /// <summary>A sample as a dispatch would send it.</summary>
    public static (CompiledIssue Issue, IssuePackage Package) Compile(string name)
    {
        var file = Files.Single(file => Path.GetFileNameWithoutExtension(file) == name);
        return Compile(name, File.ReadAllText(file));
    }

    /// <summary>An issue of this text as a dispatch would send it.</summary>
    public static (CompiledIssue Issue, IssuePackage Package) Compile(string name, string text)
    {
        using var folder = new TestFolder();
        folder.Write($"issues/{name}.md", text);
        foreach (var (path, content) in Photos)
        {
            File.WriteAllBytes(folder.File($"issues/{path}"), content);
        }

        File.Copy(
            Path.Combine(Corpora.Repository(), "issues", "the-river-that-moved", "meander.png"),
            folder.File("issues/the-river-that-moved/meander.png")
        );
        var newsletter = NewsletterSample.Settings();
        var (package, problems) = new IssuePackageReader(new(folder.Path), newsletter).Read($"issues/{name}.md");
        Assert.That(package, Is.Not.Null, string.Join('\n', problems));
        var (issue, faults) = CompiledIssue.Compile(package!, newsletter, new DateOnly(2026, 11, 24));
        Assert.That(issue, Is.Not.Null, string.Join('\n', faults));
        return (issue!, package!);
    }

    /// <summary>The pictures that the sample files show, by their path beside an issue.</summary>
    public static IReadOnlyDictionary<string, byte[]> Photos => LazyPhotos.Value;

    private static readonly Lazy<IReadOnlyDictionary<string, byte[]>> LazyPhotos = new(() =>
        new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["photos/wide.jpg"] = ImageSample.TurnedJpeg(900, 3130, turn: 6),
            ["photos/tall.webp"] = ImageSample.Of(MagickFormat.WebP, 400, 1500, "#886622"),
            ["photos/dot.png"] = ImageSample.Png(16, 16),
            ["photos/drawing.svg"] = Encoding.UTF8.GetBytes(Drawing),
        }
    );
}
