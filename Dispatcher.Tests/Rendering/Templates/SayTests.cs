using System.Collections.Frozen;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Words;
using Scriban;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Tests.Rendering.Templates;

/// <summary>The words of templates: <c>{{ say "Mail.By" issue.author }}</c>.</summary>
[TestFixture]
internal sealed class SayTests
{
    private static readonly TemplateSet None = TemplateSet.Parse(new Dictionary<string, string>()).Templates;

    [TestCase("{{ say \"Mail.By\" who }}", "von &lt;Ana &amp; Ben&gt;")]
    [TestCase("{{ who | say \"Mail.By\" }}", null)]
    [TestCase("{{ x = say \"Mail.By\" who; x }}", "von &lt;Ana &amp; Ben&gt;")]
    [TestCase("{{ capture x }}<b>{{ who }}</b>{{ end }}{{ say \"Mail.By\" x }}", "von <b>&lt;Ana &amp; Ben&gt;</b>")]
    [TestCase("{{ say \"Mail.By\" (say \"Mail.By\" who) }}", "von von &lt;Ana &amp; Ben&gt;")]
    [TestCase("{{ say \"Mail.By\" null }}", "von ")]
    [TestCase("{{ say \"Mail.OwnTrial\" 1 }}", "Selbst 1 Tag kostenlos lesen")]
    [TestCase("{{ say \"Mail.OwnTrial\" 14 }}", "Selbst 14 Tage kostenlos lesen")]
    public void Html_says_the_words_and_escapes_the_values_once(string template, string? expected)
    {
        if (expected is not null)
        {
            Assert.That(Render(template, TemplateKind.Html), Is.EqualTo((expected, (string?)null)));
        }
        else
        {
            Assert.That(Render(template, TemplateKind.Html).Problem, Is.Not.Null);
        }
    }

    [TestCase("{{ say \"Mail.By\" who }}", "von <Ana & Ben>")]
    [TestCase("{{ say \"Mail.Confirm.Heading\" | string.upcase }}", "ZWEI KLICKS, UND SIE SIND DABEI")]
    public void Text_says_them_as_they_are(string template, string expected) =>
        Assert.That(Render(template, TemplateKind.Text), Is.EqualTo((expected, (string?)null)));

    [Test]
    public void Text_is_broken_into_lines_of_76_columns_and_a_long_word_stays_whole()
    {
        var (text, _) = Render($"{{{{ say \"Mail.Confirm.Text\" \"{new string('x', 90)}\" }}}}", TemplateKind.Text);
        var lines = text!.Split('\n');

        Assert.That(lines, Has.Length.GreaterThan(3));
        Assert.That(lines.Where(line => line.Length > 76), Is.EqualTo([new string('x', 90)]));
        Assert.That(
            string.Join(' ', lines),
            Is.EqualTo(Newsletter().Words.Text("Mail.Confirm.Text", new string('x', 90)))
        );
    }

    [TestCase("{{ say \"Mail.Bye\" who }}", "issue.sbn-html:1:", "the key Mail.Bye, did you mean Mail.By?")]
    [TestCase("{{ say \"Wrong\" }}", "issue.sbn-html:1:", "the key Wrong; docs/words.md has all keys")]
    [TestCase("a\n{{ say \"Mail.By\" }}", "issue.sbn-html:2:", "the words Mail.By take 1 values, and 0 are given")]
    [TestCase("{{ say \"Mail.By\" 1 2 }}", "issue.sbn-html:1:", "take 1 values, and 2 are given: \"by {0}\"")]
    [TestCase("{{ say \"Mail.OwnTrial\" who }}", "issue.sbn-html:1:", "Mail.OwnTrial")]
    [TestCase("{{ say }}", "issue.sbn-html:1:", "say")]
    public void A_wrong_call_is_named_with_its_place(string template, string place, string words)
    {
        var (text, problem) = Render(template, TemplateKind.Html);

        Assert.That(text, Is.Null);
        Assert.That(problem, Does.Contain(place).And.Contain(words));
    }

    [Test]
    public void The_publishers_words_are_text_in_a_letter_too() =>
        Assert.That(
            Render(
                "{{ say \"Mail.By\" who }}",
                TemplateKind.Html,
                Newsletter() with
                {
                    OwnWords = new(
                        new Dictionary<string, Phrase> { ["Mail.By"] = new("<i>{0}</i>") }.ToFrozenDictionary()
                    ),
                }
            ),
            Is.EqualTo(("&lt;i&gt;&lt;Ana &amp; Ben&gt;&lt;/i&gt;", (string?)null))
        );

    [Test]
    public void The_newsletter_shows_no_words_as_members() =>
        Assert.That(
            RenderScope.Newsletter(Newsletter()).Keys,
            Does.Contain("name").And.Not.Contain("words").And.Not.Contain("Words")
        );

    private static NewsletterSettings Newsletter() => NewsletterSample.Settings() with { Language = "de" };

    private static (string? Text, string? Problem) Render(
        string template,
        TemplateKind kind,
        NewsletterSettings? newsletter = null
    )
    {
        ScriptObject scope = RenderScope.Named(
            ("newsletter", RenderScope.Newsletter(newsletter ?? Newsletter())),
            ("who", "<Ana & Ben>")
        );
        var text = Sandbox.Render(
            Template.Parse(template, "issue.sbn-html"),
            kind,
            None.Partials(kind),
            [scope],
            out var problem
        );
        return (text, problem?.ToString());
    }
}
