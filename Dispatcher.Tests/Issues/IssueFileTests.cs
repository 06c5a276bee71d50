using System.Text;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Issues;

[TestFixture]
internal sealed class IssueFileTests
{
    private const string Form =
        "An issue begins with a line ---, then title: and the other keys, then a line --- again, then the text.";

    [Test]
    public void Every_key_of_the_front_matter_is_read()
    {
        var reading = IssueFile.Read(
            "issues/2026-11-24-the-river.md",
            Given.IssueFile(
                """
                # A comment of the editor's
                title: Why the river moved
                subject: "The river: it moved"
                preheader: 'One line'
                date: 2026-11-24
                status: ready   # and another
                author: Ana Ruiz
                template: issue-wide
                audience: paid
                tags: [world, rivers]
                """,
                "Hello.\n"
            )
        );

        Assert.That(reading.Problems, Is.Empty);
        var issue = reading.Issue!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(issue.Slug, Is.EqualTo("2026-11-24-the-river"));
            Assert.That(issue.File, Is.EqualTo("issues/2026-11-24-the-river.md"));
            Assert.That(issue.Title, Is.EqualTo("Why the river moved"));
            Assert.That(issue.Subject, Is.EqualTo("The river: it moved"));
            Assert.That(issue.Preheader, Is.EqualTo("One line"));
            Assert.That(issue.Date, Is.EqualTo(new DateOnly(2026, 11, 24)));
            Assert.That(issue.Status, Is.EqualTo(IssueStatus.Ready));
            Assert.That(issue.Author, Is.EqualTo("Ana Ruiz"));
            Assert.That(issue.Template, Is.EqualTo("issue-wide"));
            Assert.That(issue.Audience, Is.EqualTo("paid"));
            Assert.That(issue.Tags, Is.EqualTo(["world", "rivers"]));
            Assert.That(issue.Body, Is.EqualTo("Hello.\n"));
            Assert.That(issue.BodyLine, Is.EqualTo(13));
            Assert.That(issue.KeyLines["tags"], Is.EqualTo(11));
        }
    }

    [Test]
    public void A_title_is_enough_and_is_the_subject()
    {
        var issue = IssueFile.Read("issues/a.md", Given.IssueFile("title: River")).Issue!;

        Assert.That(
            (issue.Subject, issue.Status, issue.Template, issue.Audience, issue.Date),
            Is.EqualTo(("River", IssueStatus.Draft, "issue", "all", (DateOnly?)null))
        );
    }

    [TestCase(
        "title: A\r\nstatus: ready",
        "One\r\ntwo\rthree",
        "One\ntwo\nthree",
        TestName = "Every_newline_becomes_one_kind"
    )]
    public void Newlines(string frontMatter, string body, string expected)
    {
        var reading = IssueFile.Read(
            "issues/a.md",
            Encoding.UTF8.GetBytes($"\uFEFF---\r\n{frontMatter}\r\n---\r\n{body}")
        );

        Assert.That(reading.Problems, Is.Empty);
        Assert.That(reading.Issue!.Body, Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(Unreadable))]
    public void A_file_that_is_not_UTF8_text_is_refused_with_line_and_column(byte[] content, string expected)
    {
        var reading = IssueFile.Read("issues/a.md", content);

        Assert.That(reading.Issue, Is.Null);
        Assert.That(reading.Problems.Select(problem => problem.ToString()), Is.EqualTo([expected]));
    }

    private static IEnumerable<TestCaseData> Unreadable()
    {
        yield return Row("empty", [], $"issues/a.md: error: the file is empty. {Form}");
        yield return Row(
            "utf16le",
            [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("---\ntitle: A\n---\n")],
            "issues/a.md:1:1: error: the file is UTF-16; save it as UTF-8."
        );
        yield return Row(
            "utf16be",
            [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes("---\n")],
            "issues/a.md:1:1: error: the file is UTF-16; save it as UTF-8."
        );
        yield return Row(
            "latin1",
            Encoding.Latin1.GetBytes("---\ntitle: Größe\n---\n"),
            "issues/a.md:2:10: error: byte 0xF6 is not UTF-8 (Latin-1 or a binary file?); save the file as UTF-8."
        );
        yield return Row(
            "nul",
            "---\ntitle: A\n---\n\ud83d\ude00\0"u8.ToArray(),
            "issues/a.md:4:3: error: a NUL byte stands here, so this is no text file (binary, or UTF-16?); save it as "
                + "UTF-8 text."
        );
        yield return Row(
            "binary",
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
            "issues/a.md:1:1: error: byte 0x89 is not UTF-8 (Latin-1 or a binary file?); save the file as UTF-8."
        );
        yield return Row(
            "overlong",
            [.. "---\r\nt"u8, 0xC0, 0xAF],
            "issues/a.md:2:2: error: byte 0xC0 is not UTF-8 (Latin-1 or a binary file?); save the file as UTF-8."
        );
        yield return Row(
            "control",
            "---\ntitle: A\n---\nx\u0007"u8.ToArray(),
            "issues/a.md:4:2: error: the control character U+0007 stands here; delete it."
        );
        yield return Row(
            "escape",
            "---\ntitle: A\n---\n\u009b31m"u8.ToArray(),
            "issues/a.md:4:1: error: the control character U+009B stands here; delete it."
        );
        yield return Row(
            "large",
            new byte[IssueFile.MaxBytes + 1024],
            "issues/a.md: error: the file has 257 kB; an issue may have 256 kB. Put images beside the file, not into "
                + "it."
        );
        yield return Row(
            "no front matter",
            "# Title\n"u8.ToArray(),
            $"issues/a.md:1:1: error: there is no front matter. {Form}"
        );
        yield return Row(
            "no end",
            "---\ntitle: A\n"u8.ToArray(),
            $"issues/a.md:1:1: error: the front matter has no end. {Form}"
        );

        static TestCaseData Row(string name, byte[] content, string expected) =>
            new TestCaseData(content, expected).SetArgDisplayNames(name);
    }

    [TestCase("title: A\nsubjct: B", "3:1: error: unknown key \"subjct\", did you mean \"subject\"?")]
    [TestCase(
        "title: A\nzzzz: B",
        "3:1: error: unknown key \"zzzz\", the known ones are title, subject, preheader, date, status, author, "
            + "template, audience, tags, "
            + "lang, dir, extra."
    )]
    [TestCase(
        "Title: A",
        "1:1: error: there is no title. Add a line title: with the headline of the issue.|2:1: error: unknown key "
            + "\"Title\", did you mean \"title\"?"
    )]
    [TestCase("", "1:1: error: there is no title. Add a line title: with the headline of the issue.")]
    [TestCase("title:", "2:7: error: title is empty; write the headline of the issue.")]
    [TestCase("title: A\nsubject: \"\"", "3:10: error: subject is empty; write it, or delete the line.")]
    [TestCase("title: A\ntitle: B", "3:1: error: the key \"title\" stands here a second time; keep one.")]
    [TestCase("title: A\ndate: 2026-02-30", "3:7: error: date is 2026-02-30, a day that is in no calendar.")]
    [TestCase(
        "title: A\ndate: 24.11.2026",
        "3:7: error: date is \"24.11.2026\"; write year-month-day, for example 2026-11-24."
    )]
    [TestCase(
        "title: A\nstatus: published",
        "3:9: error: status is \"published\"; write draft, or ready when it may be sent."
    )]
    [TestCase(
        "title: A\ntemplate: ../etc/passwd",
        "3:11: error: template is \"../etc/passwd\"; it takes small letters (a-z), digits and dashes: the name of a "
            + "pair of files in templates/."
    )]
    [TestCase(
        "title: A\naudience: [all]",
        "3:11: error: audience takes one value, not a list; take the brackets or dashes away."
    )]
    [TestCase("title: A\naudience: a b", "3:11: error: audience is \"a b\"; it takes all, trial, paid, or a tag.")]
    [TestCase(
        "title: A\ntags: world, rivers",
        "3:7: error: \"world, rivers\" is no tag; write a list such as [world, rivers], each of letters, digits, "
            + "dashes, underscores and dots."
    )]
    [TestCase("title: A\ntags: [[a]]", "3:8: error: \"tags\" takes a list of words, for example [world, rivers].")]
    [TestCase(
        "title: A\nmeta:\n  a: b",
        "4:3: error: \"meta\" holds further keys; front matter is flat: one key: value on a line."
    )]
    [TestCase(
        "title: A\naudience: *a",
        "3:11: error: aliases (*name) are not known here; write the value itself, in \"quotes\" when it begins with a "
            + "star."
    )]
    [TestCase("title: A\n<<: b", "3:1: error: merge keys (<<) are not known here; write the keys themselves.")]
    [TestCase(
        "title: A\naudience: !!binary aGk=",
        "3:11: error: types (!name) are not known here; write the value itself, in \"quotes\" when it begins with an "
            + "exclamation mark."
    )]
    [TestCase("title: A\n\tauthor: B", "3:1: error: a line may not begin with a tab; use spaces.")]
    [TestCase("- a", "2:1: error: write key: value, one on a line, for example title: Why the river moved")]
    [TestCase(
        "title: A\nsubject: \"a\\u202Eb\"",
        "3:10: error: subject holds the invisible control character U+202E; delete it or write the line again."
    )]
    [TestCase("title: A\nsubject: \"a\\nb\"", "3:10: error: subject has several lines; write it on one.")]
    [TestCase(
        "title: A\nsubject: \"a\\rBcc: x@y.z\"",
        "3:10: error: subject holds the invisible control character U+000D; delete it or write the line again."
    )]
    [TestCase("title: A\npreheader: |\n  a\n  b", "3:12: error: preheader has several lines; write it on one.")]
    [TestCase(
        "title: A\nsubject: \"\\uD800\"",
        "3:10: error: this cannot be read. Write key: value, one on a line; put the value in \"quotes\" when it holds "
            + "a colon or begins with a special character."
    )]
    [TestCase(
        "title: A\naudience: &a all",
        "3:11: error: anchors (&name) are not known here; write the value itself, in \"quotes\" when it begins with &."
    )]
    [TestCase(
        "title: A\naudience: Why: the river",
        "3:14: error: this cannot be read. Write key: value, one on a line; put the value in \"quotes\" when it holds "
            + "a colon or begins with a special character."
    )]
    [TestCase(
        "%YAML 1.2\n--- x",
        "2:1: error: YAML directives and further documents (%, ---) have no place here; delete this line."
    )]
    public void A_wrong_front_matter_says_where_and_what_to_do(string frontMatter, string expected)
    {
        var problems = IssueFile
            .Read("issues/a.md", Given.IssueFile(frontMatter))
            .Problems.Select(problem => problem.ToString());

        Assert.That(problems, Is.EqualTo(expected.Split('|').Select(line => $"issues/a.md:{line}")));
    }

    [Test]
    public void All_problems_come_at_once_in_the_order_of_the_file()
    {
        var reading = IssueFile.Read(
            "issues/my file.md",
            Given.IssueFile($"titel: A\ndate: tomorrow\nsubject: {new string('x', 301)}")
        );

        Assert.That(
            reading.Problems.Select(problem => problem.ToString()),
            Is.EqualTo([
                "issues/my file.md: error: the name of the file becomes part of a web address: up to 100 letters "
                    + "(a-z), digits, dashes, underscores and dots, a letter or digit first. Rename it to "
                    + "\"my-file.md\".",
                "issues/my file.md:1:1: error: there is no title. Add a line title: with the headline of the issue.",
                "issues/my file.md:2:1: error: unknown key \"titel\", did you mean \"title\"?",
                "issues/my file.md:3:7: error: date is \"tomorrow\"; write year-month-day, for example 2026-11-24.",
                "issues/my file.md:4:10: error: subject has 301 characters; at most 300 are allowed.",
            ])
        );
    }

    [TestCaseSource(nameof(Bombs))]
    public void Hostile_front_matter_is_refused_quickly(string frontMatter, string expected)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        var reading = IssueFile.Read("issues/a.md", Given.IssueFile(frontMatter));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(50 * 1024 * 1024));
            Assert.That(reading.Issue, Is.Null);
            Assert.That(reading.Problems.Select(problem => problem.Message), Has.Some.Contains(expected));
        }
    }

    private static IEnumerable<TestCaseData> Bombs()
    {
        var laughs =
            "a: &a [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n"
            + string.Concat(
                "bcdefghi".Select(
                    (c, i) => $"{c}: &{c} [{string.Join(',', Enumerable.Repeat($"*{"abcdefgh"[i]}", 9))}]\n"
                )
            );
        yield return new TestCaseData(laughs, "anchors (&name) are not known here").SetArgDisplayNames(
            "billion laughs"
        );
        yield return new TestCaseData(
            string.Concat(Enumerable.Range(0, 20_000).Select(i => $"k{i}: v\n")),
            "longer than 16 kB"
        ).SetArgDisplayNames("keys without end");
        yield return new TestCaseData(
            string.Concat(Enumerable.Range(0, 1_000).Select(i => $"k{i}: v\n")),
            "more than 100 keys"
        ).SetArgDisplayNames("a thousand keys");
        yield return new TestCaseData("tags: " + new string('[', 8_000), "takes a list of words").SetArgDisplayNames(
            "brackets"
        );
        yield return new TestCaseData("tags: " + new string('{', 8_000), "front matter is flat").SetArgDisplayNames(
            "braces"
        );
        yield return new TestCaseData(
            string.Concat(Enumerable.Repeat("- ", 4_000)),
            "write key: value"
        ).SetArgDisplayNames("dashes");
        yield return new TestCaseData(
            string.Concat(Enumerable.Repeat("? ", 4_000)),
            "a key is a word"
        ).SetArgDisplayNames("questions");
        yield return new TestCaseData(
            "tags: [" + string.Join(',', Enumerable.Repeat("a", 5_000)) + "]",
            "more than 100 items"
        ).SetArgDisplayNames("long list");
    }

    [Test]
    public void No_bytes_make_the_reader_throw()
    {
        const string Signs = "\n\t :-[]{}&*!|>'\"%@`#,?\\uUxD80~<.";
        var random = new Random(20261124);
        var seed = Given.IssueFile(
            "title: \"A \\u0041\"\nsubject: 'b'\ntags: [a, b]\npreheader: >\n  c\n  d\n&x y: *x\n? z\n: !t q\n%TAG\n"
        );
        for (var round = 0; round < 20_000; round++)
        {
            var content = (byte[])seed.Clone();
            for (var flips = random.Next(1, 8); flips > 0; flips--)
            {
                content[random.Next(4, content.Length)] = (byte)Signs[random.Next(Signs.Length)];
            }

            Assert.That(
                () => IssueFile.Read("issues/a.md", content),
                Throws.Nothing,
                () => Encoding.UTF8.GetString(content)
            );
        }
    }
}
