using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Words;

/// <summary>No page and no template holds a word of its own: each comes from the files of words.</summary>
[TestFixture]
internal sealed class FixedTextTests
{
    private static string Web => Path.Combine(Corpora.Repository(), "Dispatcher", "Web");

    private static IEnumerable<string> Pages =>
        Files(Path.Combine(Web, "Pages"), "*.cshtml").Select(path => Path.GetRelativePath(Web, path));

    private static IEnumerable<string> Templates =>
        Files(Path.Combine(Corpora.Repository(), "templates"), "*.sbn-*")
            .Select(path => Path.GetRelativePath(Corpora.Repository(), path));

    /// <summary>What makes sentences for the pages.</summary>
    private static IEnumerable<string> Code =>
        Files(Path.Combine(Web, "Pages"), "*.cs")
            .Select(path => Path.GetRelativePath(Web, path))
            .Concat(["SendPromise.cs", "PaymentStand.cs", "TypedDay.cs", "FeedEndpoint.cs", "AddressQuestion.cs"]);

    [TestCaseSource(nameof(Pages))]
    public void A_page_holds_no_fixed_text(string page) =>
        Assert.That(FixedText.OfPage(File.ReadAllText(Path.Combine(Web, page))), Is.Empty);

    [TestCaseSource(nameof(Templates))]
    public void A_template_holds_no_fixed_text(string template) =>
        Assert.That(FixedText.OfTemplate(File.ReadAllText(Path.Combine(Corpora.Repository(), template))), Is.Empty);

    [TestCaseSource(nameof(Code))]
    public void The_code_of_a_page_holds_no_fixed_text(string file) =>
        Assert.That(
            File.ReadAllLines(Path.Combine(Web, file))
                .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                .SelectMany(FixedText.OfCode),
            Is.Empty
        );

    [TestCase("<p>Sign up</p>", "Sign up")]
    [TestCase("<p>@Model.Name is here</p>", "is here")]
    [TestCase("<p>@Say[\"Page.SignUp\"], please</p>", ", please")]
    [TestCase("<p>@Say.Html(\"Mail.By\", Strong(\"a (b\"))</p>", null)]
    [TestCase("@if (Model.Is)\n{\n<p>@Model.Its!.Name</p>\n}\nelse\n{\nWord\n}", "Word")]
    [TestCase("@(Model.Is ? \"Change the day\" : \"\")", "Change the day")]
    [TestCase("@{\n    ViewData[\"Title\"] = \"Goodbye\";\n}", "Goodbye")]
    [TestCase("<img alt=\"A map\">", "alt=\"A map\"")]
    [TestCase("<nav aria-label=\"@Say[\"Page.More\"]\"></nav>", null)]
    [TestCase("<input placeholder=\"2026-12-31\">", null)]
    [TestCase("<p>Caf&eacute;</p>", "Caf")]
    [TestCase("@* No word. *@<p class=\"lede\">1</p>", null)]
    public void It_finds_the_text_of_a_page(string razor, string? text) =>
        Assert.That(FixedText.OfPage(razor), Is.EqualTo(text is null ? [] : new[] { text }));

    [TestCase("<p>{{ say \"Mail.By\" issue.author }}</p>", null)]
    [TestCase("<p>by {{ issue.author }}</p>", "by")]
    [TestCase("{{ include \"button\" links.pay \"Stay\" }}", "Stay")]
    [TestCase("{{ title = \"Welcome to \" + newsletter.name }}", "Welcome to ")]
    [TestCase("{{ if mail.kind == \"a\" }}{{ end }}", null)]
    [TestCase("<style>.a { color: red; }</style><!-- Outlook -->", null)]
    [TestCase("{{-\n# A note for editors.\nline = \"\"\n-}}", null)]
    [TestCase("Unsubscribe:\n{{ links.unsubscribe }}", "Unsubscribe:")]
    public void It_finds_the_text_of_a_template(string template, string? text) =>
        Assert.That(FixedText.OfTemplate(template), Is.EqualTo(text is null ? [] : new[] { text }));

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
