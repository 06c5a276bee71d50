using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Tests.Words;

/// <summary>The publisher's own words: each fault is named with its place and what to do.</summary>
[TestFixture]
internal sealed class WordsFileTests
{
    [Test]
    public void Own_words_are_read()
    {
        var (words, problems) = WordsFile.Parse(
            """{ "Page.SignUp": "Join <b>us</b>", "Mail.By": "written by {0}", "Archive.CorrectedOn": "corrected" }"""
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(problems, Is.Empty);
            Assert.That(words.Phrases["Page.SignUp"].Text, Is.EqualTo("Join <b>us</b>"));
            Assert.That(words.Phrases, Has.Count.EqualTo(3));
        }
    }

    [TestCase("""{ "Page.SingUp": "Join" }""", "words.json: Page.SingUp is no key, did you mean Page.SignUp?")]
    [TestCase("""{ "Whatever": "Join" }""", "words.json: Whatever is no key; docs/words.md has them all.")]
    [TestCase(
        """{ "Mail.By": "by {1}" }""",
        "words.json: Mail.By has {1}, which the program's own words have not: \"by {0}\""
    )]
    [TestCase(
        """{ "Mail.By": "by {author}" }""",
        "words.json: Mail.By has {author}; places are written {0}, and each stands for a value."
    )]
    [TestCase("""{ "Mail.By": 5 }""", "words.json: Mail.By takes a text in quotes.")]
    [TestCase("""{ "Mail.By": null }""", "words.json: Mail.By takes a text in quotes.")]
    [TestCase(
        """{ "Mail.By": " " }""",
        "words.json: Mail.By is empty; take the key out to have the program's own words."
    )]
    [TestCase("""{ "Mail.By": "a\nb" }""", "words.json: Mail.By takes a text of at most 2000 characters on one line.")]
    [TestCase("""{ "Mail.By": "a", "Mail.By": "b" }""", "words.json: Mail.By stands there twice; keep one.")]
    [TestCase("""["a"]""", """words.json takes { "KEY": "TEXT" } and nothing around it.""")]
    [TestCase(
        "{\n\"a\" \"b\" }",
        "words.json is no JSON at line 2; it takes { \"KEY\": \"TEXT\", … } with a comma between two entries."
    )]
    [TestCase("""{ "Mail.By": "\ud800" }""", "words.json has a text with half a character; write that text anew.")]
    public void A_fault_is_named_with_what_to_do(string json, string problem)
    {
        var (words, problems) = WordsFile.Parse(json);

        Assert.That(problems, Is.EqualTo([problem]));
        Assert.That(words, Is.SameAs(OwnWords.None));
    }

    [Test]
    public void Long_texts_many_faults_and_large_files_are_limited()
    {
        using var folder = new TestFolder();
        folder.Write("words.json", $$"""{ "Mail.By": "{{new string('a', 600_000)}}" }""");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                WordsFile.Parse($$"""{ "Mail.By": "{{new string('a', 2001)}}" }""").Problems.Single(),
                Does.Contain("at most 2000 characters")
            );
            Assert.That(
                WordsFile
                    .Parse("{" + string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"K{i}\":\"a\"")) + "}")
                    .Problems,
                Has.Count.EqualTo(20)
            );
            Assert.That(
                WordsFile.Load(folder.Path).Problems,
                Is.EqualTo(["words.json is larger than 512 kB; keep only the words you change."])
            );
        }
    }

    [Test]
    public void A_file_that_is_no_UTF_8_is_named()
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(folder.File("words.json"), [.. "{ \"Mail.By\": \"caf"u8, 0xE9, .. "\" }"u8]);

        Assert.That(
            WordsFile.Load(folder.Path).Problems.Single(),
            Does.StartWith("words.json cannot be read as UTF-8: ")
        );
    }

    [Test]
    public void The_settings_have_the_words_and_a_fault_stops_the_start_beside_other_faults()
    {
        using var folder = new TestFolder();
        const string Good = """
            { "Newsletter": { "Name": "The Letter", "From": "letter@example.com", "PostalAddress": "1 Harbour Street",
              "BaseUrl": "https://letter.example.com", "TimeZone": "Europe/Berlin", "Language": "de" } }
            """;
        folder.Write("appsettings.json", Good);
        folder.Write("words.json", """{ "Page.SignUp": "Mitmachen" }""");
        var settings = SettingsFiles.Read(folder.Path);
        folder.Write("words.json", """{ "Page.SingUp": "Mitmachen" }""");
        var wrong = Assert.Throws<SettingsException>(() => SettingsFiles.Read(folder.Path))!.Problems;
        folder.Write("appsettings.json", Good.Replace("Europe/Berlin", "Mars/Base", StringComparison.Ordinal));
        var both = Assert.Throws<SettingsException>(() => SettingsFiles.Read(folder.Path))!.Problems;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(settings.Newsletter.Words.Text("Page.SignUp"), Is.EqualTo("Mitmachen"));
            Assert.That(settings.Newsletter.Words.Text("Page.GoBack"), Is.EqualTo("Nein, zurück"));
            Assert.That(wrong, Is.EqualTo(["words.json: Page.SingUp is no key, did you mean Page.SignUp?"]));
            Assert.That(both, Has.Count.EqualTo(2));
            Assert.That(both[0], Does.Contain("TimeZone"));
        }
    }
}
