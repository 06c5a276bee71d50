using System.Globalization;
using System.Text;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Support;
using static Newsletter.Dispatcher.Tests.Commands.Issues.FindingExample;

namespace Newsletter.Dispatcher.Tests.Commands.Issues;

/// <summary>
/// <c>docs/checks.md</c> lists every finding with an example and with what the check says about it, word for word.
/// </summary>
[TestFixture, Integration]
internal sealed class ChecksPageTests
{
    private static readonly FindingExample[] Examples =
    [
        new("file-too-large", "a file of 257 kB", [.. Enumerable.Repeat((byte)'x', 257 * 1024)]),
        Body("file-name", "Text.", "a file my issue.md") with
        {
            File = "issues/my issue.md",
        },
        new("file-unreadable", "a folder, a pipe, an empty file", null),
        new("file-encoding", "a file in Latin-1", Encoding.Latin1.GetBytes("---\ntitle: Café\n---\nText.\n")),
        Body("file-control-character", "Text \u0001.", "an invisible sign"),
        new("file-other", "a file issue.docx", "x"u8.ToArray()) { File = "issues/issue.docx" },
        Whole("front-matter-fence", "title: About a river\n\nText."),
        Keys("front-matter-too-long", $"# {new string('x', 17 * 1024)}", "17 kB between the two lines ---"),
        Keys("front-matter-syntax", "\tauthor: Ana", "a line that begins with a tab"),
        Keys("key-unknown", "stats: ready"),
        Keys("key-value", "date: 11/30/2026"),
        Keys("key-quotes", "title: “About a river”"),
        Keys("key-comment", "audience: all #world"),
        Keys("check-off", "# check: off link-text-generik"),
        Whole("title-missing", "---\npreheader: A sentence.\n---\nText.\n", "no line title:"),
        Keys("title-code", "title: For {{ subscriber.first_name }}"),
        Keys("title-used", "title: About link-http", "a title that another issue has"),
        Keys("subject-empty", "subject: \"{{ subscriber.first_name }}\""),
        Keys("subject-long", $"subject: {new string('x', 90)}", "a subject of 90 characters"),
        Keys("subject-capitals", "subject: THE RIVER MOVED"),
        Keys("subject-signs", "subject: The river moved!!!"),
        Whole("preheader-missing", "---\ntitle: A title alone\n---\nText.\n", "no line preheader:"),
        Keys("preheader-long", $"preheader: {new string('x', 150)}", "a preheader of 150 characters"),
        Keys("preheader-repeats", "title: The river\npreheader: The river"),
        Keys("date-slot", "date: 1999-12-01\nstatus: ready"),
        Keys("date-far", "date: 2062-01-03"),
        Keys("not-approved", "status: ready", "a ready issue, with Newsletter:Approval one"),
        Keys("audience-unknown", "audience: payed"),
        Keys("audience-nobody", "audience: world", "a tag that only people have who left"),
        Keys("tag-near", "tags: [wrold]"),
        Body("code-syntax", "Hello {{ subscriber.first_name | default \"you\" },"),
        Body("code-many", string.Concat(Enumerable.Repeat("{{ 1 }}", 2_001)), "2001 placeholders"),
        Body("code-name", "To {{ subscriber.emial }}"),
        Body("code-fails", "{{ 5 // 0 }}"),
        Body("code-place", "{{ if links.pay }}One.\n\nTwo.{{ end }}"),
        Body("code-lost", "Text. <!-- {{ subscriber.email }} -->"),
        Body("code-never-true", "{{ if subscriber.status == \"trial\" }}Text.{{ end }}"),
        Body("name-no-default", "Hello {{ subscriber.first_name }},"),
        Body("name-fixed", "Good morning Ana,\n\ntext."),
        Body("placeholder-foreign", "Dear *|FNAME|*,"),
        Body("braces-left", "Text }} more."),
        Whole("body-empty", "---\ntitle: Nothing below\npreheader: A sentence.\n---\n", "no text"),
        Body("body-only-images", "![A map](map.png)"),
        Body("text-too-complex", $"{new string('>', 14)} Text.", "14 quotes within each other"),
        Body("text-from-new", "write here."),
        Body("text-todo", "Text TODO."),
        Body("comment-unclosed", "<!-- a note\n\nText."),
        Body("fence-unclosed", "```\ncode\n\nText."),
        Body("code-by-indent", "    Text."),
        Body("markdown-left", "This is **bold."),
        Body("html-left", "Text <b more."),
        Body("entity-left", "Text&amp;nbsp;more."),
        Body("table-no-rule", "| Day | Level |\n| Mon | 2 m |"),
        Body("table-uneven", "| Day | Level |\n|---|---|\n| Mon | 2 m | 3 |"),
        Body("list-space", "-one\n-two"),
        Body("footnote-missing", "A claim.[^2]"),
        Body("footnote-unused", "Text.\n\n[^3]: A note."),
        Body("reference-missing", "See [the river][map]."),
        Body("reference-unused", "Text.\n\n[map]: https://example.org/"),
        Body("heading-space", "##The river"),
        Body("heading-or-topic", "#River"),
        Body("heading-name", "Text {#name}\nmore."),
        Body("heading-twice", "## River\n\nText.\n\n## River"),
        Body("heading-skipped", "#### River"),
        Body("heading-title", "# About heading-title"),
        Body("html-removed", "<script>x()</script>"),
        Body("html-pasted", "<p class=\"MsoNormal\">Text.</p>"),
        Body("style-removed", "<p style=\"position: fixed\">Text.</p>"),
        Body("background-no-color", "<p style=\"background-color: #eee\">Text.</p>"),
        Body("id-twice", "<p id=\"a\">One.</p>\n\n<p id=\"a\">Two.</p>"),
        Body("link-nowhere", "[the river]()"),
        Body("link-no-scheme", "[the river](example.org/river)"),
        Body("link-scheme", "[the river](htps://example.org/)"),
        Body("link-scheme-rare", "[the dates](webcal://example.org/a)"),
        Body("link-code-decides", "[the river]({{ subscriber.email }})"),
        Body("link-sign", "<a href=\"https://example.org/a b\">the river</a>"),
        Body("link-unreadable", "[the river](https:///x)"),
        Body("link-user-name", "[the river](https://bank@example.org/)"),
        Body("link-private", "[the river](http://localhost:8080/a)"),
        Body("link-number", "[call us](tel:call-us)"),
        Keys("link-http", "tags: [world]", "[the river](http://example.org/)"),
        Body("link-fragment", "[the river](#none)"),
        Body("link-no-text", "[](https://example.org/)"),
        Body("link-text-generic", "[here](https://example.org/)"),
        Body("link-text-domain", "[example.com](https://example.org/)"),
        Body("link-redirect", "[the river](https://www.google.com/url?q=https://example.org/)"),
        Body("link-edit", "[the plan](https://docs.google.com/document/d/1/edit)"),
        Body("link-unsubscribe", "[Leave](https://example.org/unsubscribe)"),
        Body("link-personal-data", "[the survey](https://example.org/?e={{ subscriber.email }})"),
        Body("link-as-text", "[the river](https://example.org/"),
        Body("link-space", "[the river] (https://example.org/)"),
        Body("link-bare", "See http://localhost/x for more."),
        Body("image-no-address", "Text <img alt=\"A map\">"),
        Body("image-path", "Text ![A map](../map.png)"),
        Body("image-missing", "Text ![A map](Map.png)"),
        Body("image-too-large", "Text ![A map](large.png)", "a file of 21 MB"),
        Body("image-format", "Text ![A map](map.bmp)"),
        Body("image-remote", "Text ![A map](ftp://example.org/map.png)"),
        Body("image-data", "Text ![A map](data:image/png;base64,AAAA)"),
        Body("image-no-alt", "Text ![](map.png)"),
        Body("image-alt-file-name", "Text ![IMG_2231.jpg](map.png)"),
        Body("image-heavy", "Text ![A map](heavy.gif)", "an animation of 500 kB"),
        Keys("template-missing", "template: isue"),
        new("template-unreadable", "a template in Latin-1", [0xE9]) { File = "templates/latin.sbn-html" },
        new("template-syntax", "{{ if issue.author }}", "{{ if issue.author }}"u8.ToArray())
        {
            File = "templates/broken.sbn-html",
        },
        Bare("template-body", "<p>No text.</p>"),
        Bare("template-unsubscribe", "no link to unsubscribe"),
        Bare("template-address", "no postal address"),
        Bare("template-image", "<img src=\"data:image/gif;base64,R0lGODlh\">"),
        Bare("template-element", "<iframe></iframe>"),
        Bare("template-foreign", "<img src=\"https://example.net/p.png\" alt=\"\">"),
        Keys("extra-unused", "extra:\n  sponsor: Acme"),
        new("extra-missing", "{{ issue.extra.sponsor }}", Keys("x", "template: bare").Content)
        {
            File = "issues/bare.md",
        },
        new("mail-fails", "a mail without a title", "Text."u8.ToArray()) { File = "templates/welcome.sbn-html" },
        Body(
            "gmail-clip",
            string.Concat(Enumerable.Repeat("All work and no play makes a long letter.\n\n", 3_000)),
            "a text of 110 kB"
        ),
        new("home-file", "a file home.md of 33 kB", null) { File = "home.md" },
        new("home-code", "Hello {{ subscriber.first_name }}", null) { File = "home.md" },
        new("home-image", "![A map](map.png)", null) { File = "home.md" },
        new("look-contrast", "Look:Accent #ffe000", null) { File = "appsettings.json" },
    ];

    private static FindingExample Bare(string name, string shown) =>
        new(
            name,
            shown,
            Encoding.UTF8.GetBytes(
                "<p>No text. {{ issue.extra.sponsor }}</p><img src=\"data:image/gif;base64,R0lGODlh\"><iframe></iframe>"
                    + "<img src=\"https://example.net/p.png\" alt=\"\">"
            )
        )
        {
            File = "templates/bare.sbn-html",
        };

    [Test]
    public void Each_finding_has_an_example() =>
        Assert.That(Examples.Select(one => one.Name), Is.EqualTo(Findings.All.Select(finding => finding.Name)));

    [Test]
    public void Names_are_unique_and_in_small_letters()
    {
        var names = Findings.All.Select(finding => finding.Name).ToList();

        Assert.That(names, Is.Unique.And.All.Match("^[a-z]+(-[a-z]+)+$"));
    }

    [Test]
    public async Task The_page_lists_each_finding_with_what_is_said()
    {
        using var issues = new CheckRun(new(2000, 1, 3, 9, 0, 0, TimeSpan.Zero));
        using var templates = new CheckRun(new(2000, 1, 3, 9, 0, 0, TimeSpan.Zero));
        issues.Write("issues/map.png", Given.Png);
        issues.Write("issues/large.png", [.. Given.Png, .. new byte[21 * 1024 * 1024]]);
        issues.Write("issues/heavy.gif", Animation(kilobytes: 500));
        issues.MakeFolder("issues/file-unreadable.md");
        templates.Write("issues/a.md", Body("a", "Text.").Content!);
        foreach (var example in Examples.Where(one => one.Content is not null))
        {
            var isTemplate =
                example.Path.StartsWith("templates/", StringComparison.Ordinal) || example.Path == "issues/bare.md";
            (isTemplate ? templates : issues).Write(example.Path, example.Content!);
        }

        issues.Write(
            "issues/link-http.md",
            Encoding.UTF8.GetBytes(
                "---\ntitle: About link-http\npreheader: A sentence.\ntags: [world]\n---\n"
                    + "[the river](http://example.org/)\n"
            )
        );
        await issues.TagAsync("world", SubscriberStatus.Unsubscribed);
        using var looks = new CheckRun(new(2000, 1, 3, 9, 0, 0, TimeSpan.Zero));
        looks.Write(
            "appsettings.json",
            Encoding.UTF8.GetBytes(
                (await File.ReadAllTextAsync(Path.Combine(Corpora.Repository(), "appsettings.json"))).Replace(
                    "\"Newsletter\":",
                    "\"Look\": { \"Accent\": \"#ffe000\" }, \"Newsletter\":",
                    StringComparison.Ordinal
                )
            )
        );
        using var approvals = new CheckRun(new(2000, 1, 3, 9, 0, 0, TimeSpan.Zero));
        approvals.Write("issues/not-approved.md", Keys("not-approved", "status: ready").Content!);
        await approvals.TagAsync("world", SubscriberStatus.Active);
        approvals.Write(
            "appsettings.json",
            Encoding.UTF8.GetBytes(
                (await File.ReadAllTextAsync(Path.Combine(Corpora.Repository(), "appsettings.json"))).Replace(
                    "\"Newsletter\": {",
                    "\"Newsletter\": { \"Approval\": \"one\",",
                    StringComparison.Ordinal
                )
            )
        );
        List<CheckRun.Said> said =
        [
            .. await issues.RunAsync(),
            .. await approvals.RunAsync(),
            .. await templates.RunAsync(),
            .. OfFrontPages(),
            .. await looks.RunAsync(),
        ];

        var page = new StringBuilder("| name | | example | what it says |\n| --- | --- | --- | --- |\n");
        foreach (var (example, finding) in Examples.Zip(Findings.All))
        {
            var found = said.FirstOrDefault(one => one.Name == finding.Name && one.File == example.Path);
            Assert.That(found, Is.Not.Null, $"{finding.Name} is not said about {example.Path}");
            page.Append(
                CultureInfo.InvariantCulture,
                $"| `{finding.Name}` | {found!.Severity} | {Code(example.Shown)} | {found.Cell} |\n"
            );
        }

        var text = await File.ReadAllTextAsync(Path.Combine(Corpora.Repository(), "docs", "checks.md"));
        Assert.That(text, Does.Contain(page.ToString()), $"docs/checks.md needs this table:\n{page}");
    }

    /// <summary>Two pictures of one dot, and a comment of a given size.</summary>
    private static byte[] Animation(int kilobytes)
    {
        byte[] header = [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF];
        byte[] block = [0xFF, .. Enumerable.Repeat((byte)'x', 255)];
        byte[] frame = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
        return
        [
            .. header,
            0x21,
            0xFE,
            .. Enumerable.Repeat(block, kilobytes * 4).SelectMany(bytes => bytes),
            0,
            .. frame,
            .. frame,
            0x3B,
        ];
    }

    /// <summary>What the doctor says about a front page; <c>issue check</c> does not look at it.</summary>
    private static IEnumerable<CheckRun.Said> OfFrontPages()
    {
        byte[][] pages =
        [
            [.. Enumerable.Repeat((byte)'x', 33 * 1024)],
            "Hello {{ subscriber.first_name }}"u8.ToArray(),
            "![A map](map.png)"u8.ToArray(),
        ];
        foreach (var page in pages)
        {
            using var folder = new TestFolder();
            File.WriteAllBytes(folder.File("home.md"), page);
            foreach (var problem in HomeText.Read(new NewsletterFolder(folder.Path))!.Problems)
            {
                yield return new("error", problem.Name, problem.File, problem.Line, problem.Column, problem.Message);
            }
        }
    }

    private static string Code(string text)
    {
        var line = text.Replace("\n", " ⏎ ", StringComparison.Ordinal)
            .Replace("|", "\\|", StringComparison.Ordinal)
            .Replace("\t", "⇥", StringComparison.Ordinal);
        return line.Contains('`', StringComparison.Ordinal) ? $"```` {line} ````" : $"`{line}`";
    }
}
