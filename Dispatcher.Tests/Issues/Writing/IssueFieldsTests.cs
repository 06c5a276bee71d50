using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Issues.Writing;

namespace Newsletter.Dispatcher.Tests.Issues.Writing;

[TestFixture]
internal sealed class IssueFieldsTests
{
    private const string File = """
        ---
        # What the editors agreed on
        title: "Why the river moved"   # the working title
        # The subject of the mail; without this line it is the title.
        # subject: "Why the river moved"
        preheader: >
          Two lines
          of it
        # pinned by Ana
        date: 2026-11-24   # a Tuesday
        status: draft
        tags:
          - world
          # about water
          - rivers
        extra:
          sponsor: Acme # paid
        ---

        The text.

        """;

    [Test]
    public void The_fields_show_what_the_file_says()
    {
        var fields = Fields(Source(File));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(fields["title"], Is.EqualTo("Why the river moved"));
            Assert.That(fields["subject"], Is.Empty);
            Assert.That(fields["preheader"], Is.EqualTo("Two lines of it"));
            Assert.That(fields["date"], Is.EqualTo("2026-11-24"));
            Assert.That(fields["tags"], Is.EqualTo("world, rivers"));
            Assert.That(fields["audience"], Is.Empty);
        }
    }

    [TestCase(
        "title",
        "Why it moved",
        "-title: \"Why the river moved\"   # the working title\n+title: \"Why it moved\"   # the working title"
    )]
    [TestCase("date", "2026-11-25", "-date: 2026-11-24   # a Tuesday\n+date: 2026-11-25   # a Tuesday")]
    [TestCase("date", "", "-date: 2026-11-24   # a Tuesday")]
    [TestCase("status", "ready", "-status: draft\n+status: ready")]
    [TestCase("subject", "The river: it moved", "+subject: \"The river: it moved\"")]
    [TestCase("preheader", "One line", "-preheader: >\n-  Two lines\n-  of it\n+preheader: One line")]
    [TestCase("preheader", "", "-preheader: >\n-  Two lines\n-  of it")]
    [TestCase("tags", "world", "-tags:\n-  - world\n-  - rivers\n+tags: [world]")]
    [TestCase("tags", "world, no tag at all!", "-tags:\n-  - world\n-  - rivers\n+tags: [world, \"no tag at all!\"]")]
    [TestCase("author", "Ana Ruiz", "+author: Ana Ruiz")]
    [TestCase("audience", "paid", "+audience: paid")]
    public void Only_the_lines_of_the_changed_key_change(string key, string value, string difference)
    {
        var source = Source(File);

        var written = Set(Fields(source), key, value).WriteTo(source)!;

        Assert.That(Difference(source.Text, written.Text), Is.EqualTo(difference));
    }

    [Test]
    public void A_new_key_stands_behind_the_comment_that_proposes_it()
    {
        var source = Source(File);

        var lines = Set(Fields(source), "subject", "New").WriteTo(source)!.Text.Split('\n');

        Assert.That(lines[5], Is.EqualTo("subject: New"));
    }

    [Test]
    public void A_title_that_was_emptied_stays_a_key() =>
        Assert.That(
            Set(Fields(Source(File)), "title", "").WriteTo(Source(File))!.Text,
            Does.Contain("title: \"\"   #")
        );

    [Test]
    public void Fields_as_they_are_change_no_byte()
    {
        var source = Source(File.ReplaceLineEndings("\r\n"));

        Assert.That(Fields(source).WriteTo(source)!.Bytes, Is.EqualTo(source.Bytes));
    }

    [TestCase("no front matter")]
    [TestCase("---\ntags: [a\n---\n")]
    [TestCase("---\ntitle: a\ntitle: b\n---\n")]
    [TestCase("---\nfoo:\n  bar: 1\n---\n")]
    public void Front_matter_that_cannot_be_read_as_a_whole_has_no_fields(string file) =>
        Assert.That(IssueFields.Of(Source(file)), Is.Null);

    [TestCase("A\r\n---\r\nstatus: ready", "A --- status: ready")]
    [TestCase(" A\n", "A")]
    public void A_typed_field_is_one_line(string typed, string kept) =>
        Assert.That(IssueFields.Typed(new Dictionary<string, string> { ["title"] = typed })["title"], Is.EqualTo(kept));

    /// <summary>
    /// Whatever is typed into a field, the key has that value and nothing else of the file is another.
    /// </summary>
    [Test]
    public void No_text_in_a_field_becomes_anything_but_the_value_of_that_key()
    {
        var pieces = Gen.Elements(
            "\n",
            "\r\n",
            "---",
            "\n---\n",
            "status: ready",
            ": ",
            "#",
            " #",
            "\"",
            "'",
            "\\",
            "\\n",
            "{",
            "}",
            "[",
            "]",
            "|",
            ">",
            "&a",
            "*a",
            "!!str",
            "%",
            "@",
            "`",
            "- ",
            "? ",
            ",",
            "\t",
            " ",
            "\u0085",
            "\u2028",
            "\u00A0",
            "\uFEFF",
            "\0",
            "\u0007",
            "\u202E",
            "ä",
            "😀",
            "title",
            "x",
            "null",
            "~",
            "<<",
            "{{ x }}",
            "</textarea>"
        );
        var texts = from parts in pieces.ListOf() select string.Concat(parts);
        var cases =
            from key in Gen.Elements(IssueFields.Keys.ToArray())
            from text in texts
            from ends in Gen.Elements("\n", "\r\n")
            select (Key: key, Text: text, Ends: ends);

        Prop.ForAll(
                cases.ToArbitrary(),
                one =>
                {
                    var source = Source(File.ReplaceLineEndings(one.Ends));
                    var before = Fields(source);
                    var typed = IssueFields.Typed(
                        IssueFields.Keys.ToDictionary(key => key, key => key == one.Key ? one.Text : before[key])
                    );
                    if (typed.WriteTo(source) is not { } written)
                    {
                        return true.Label("refused");
                    }

                    var after = Fields(written);
                    var isMeant =
                        one.Key == "tags"
                            ? after["tags"] == string.Join(", ", Tags(typed["tags"]))
                            : after[one.Key] == typed[one.Key];
                    return (
                        isMeant
                        && IssueFields.Keys.Where(key => key != one.Key).All(key => after[key] == before[key])
                        && written.Body == source.Body
                        && written.Text.Contains("# paid", StringComparison.Ordinal)
                        && written.Text.Contains("# pinned by Ana", StringComparison.Ordinal)
                    ).Label(written.Text);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    /// <summary>The property above would hold if everything were refused.</summary>
    [TestCase("A\n---\nstatus: ready")]
    [TestCase("\"quoted\" and 'so'")]
    [TestCase("a: b: c # d")]
    [TestCase("--- {{ subscriber.first_name }} \\n |")]
    [TestCase("\u2028\u202E\0")]
    public void Hostile_titles_are_written_and_not_refused(string title)
    {
        var source = Source(File);
        var written = Set(Fields(source), "title", title).WriteTo(source);

        Assert.That(written, Is.Not.Null);
        Assert.That(Fields(written!)["title"], Is.EqualTo(title.ReplaceLineEndings(" ").Trim()));
        Assert.That(
            IssueFile.Read("issues/a.md", written!.Bytes) is var reading
                && (reading.Issue ?? reading.Sketch)!.Status is IssueStatus.Draft
        );
    }

    private static IEnumerable<string> Tags(string typed) =>
        typed.Split(',').Select(tag => tag.Trim()).Where(tag => tag.Length > 0);

    private static IssueSource Source(string file) => IssueSource.Of(Encoding.UTF8.GetBytes(file))!;

    private static IssueFields Fields(IssueSource source) => IssueFields.Of(source)!;

    private static IssueFields Set(IssueFields fields, string key, string value) =>
        IssueFields.Typed(IssueFields.Keys.ToDictionary(one => one, one => one == key ? value : fields[one]));

    private static string Difference(string old, string made)
    {
        var (before, after) = (old.Split('\n'), made.Split('\n'));
        return string.Join(
            '\n',
            before.Except(after).Select(line => $"-{line}").Concat(after.Except(before).Select(line => $"+{line}"))
        );
    }
}
