using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering;

[TestFixture]
internal sealed class CodeCheckTests
{
    private static readonly Dictionary<string, IReadOnlyCollection<string>> Values = new()
    {
        ["subscriber.status"] = ["active", "paused"],
        ["subscriber.term"] = ["trial", "paid"],
    };

    [TestCase(
        "{{ subscriber.firstname }}",
        "there is no \"subscriber.firstname\", did you mean subscriber.first_name?"
    )]
    [TestCase("{{ subscriber.nick }}", "there is no \"subscriber.nick\"; docs/editors.md lists the names there are.")]
    [TestCase("{{ first_name }}", "there is no \"first_name\", did you mean subscriber.first_name?")]
    [TestCase("{{ subscriber.email | defualt \"x\" }}", "there is no \"defualt\", did you mean default?")]
    [TestCase("{{ subscriber.email | string.upcaes }}", "there is no \"string.upcaes\", did you mean string.upcase?")]
    [TestCase("{{ links.mange }}", "there is no \"links.mange\", did you mean links.manage?")]
    [TestCase(
        "{{ for t in subscriber.tag }}{{ t }}{{ end }}",
        "there is no \"subscriber.tag\", did you mean subscriber.tags?"
    )]
    public void A_name_that_does_not_exist_is_an_error_with_what_was_meant(string code, string expected) =>
        Assert.That(
            Found($"a\n\n{code}").Select(one => (one.Name, one.Line, one.Message)),
            Is.EqualTo([("code-name", 7, expected)])
        );

    [TestCase("{{ subscriber.first_name | string.upcase }}")]
    [TestCase("Dear {{ subscriber.last_name }},")]
    [TestCase("{{ if subscriber.email }}{{ subscriber.first_name }}{{ end }}")]
    public void A_name_of_a_reader_without_a_default_is_a_warning(string code) =>
        Assert.That(Found(code).Select(one => one.Name), Is.EqualTo(["name-no-default"]));

    [TestCase(
        "{{ subscriber.status == \"trial\" }}",
        "subscriber.status is never \"trial\", did you mean subscriber.term == \"trial\"?"
    )]
    [TestCase(
        "{{ if \"Active\" == subscriber.status }}a{{ end }}",
        "subscriber.status is never \"Active\", did you mean \"active\"?"
    )]
    [TestCase(
        "{{ subscriber.term != \"\" }}",
        "subscriber.term is never \"\"; write !subscriber.term for a reader without one."
    )]
    [TestCase("{{ subscriber.term == \"x\" }}", "subscriber.term is never \"x\"; it is one of trial, paid.")]
    [TestCase(
        "{{ case subscriber.term }}{{ when \"payed\" }}a{{ end }}",
        "subscriber.term is never \"payed\"; it is one of trial, paid."
    )]
    public void A_comparison_that_is_never_true_says_what_was_meant(string code, string expected) =>
        Assert.That(Found(code).Select(one => (one.Name, one.Message)), Is.EqualTo([("code-never-true", expected)]));

    [TestCase("{{ subscriber.first_name | default \"there\" }}{{ subscriber.first_name ?? \"a\" }}")]
    [TestCase("{{ if subscriber.first_name }}{{ subscriber.first_name }}{{ else }}a{{ end }}")]
    [TestCase("{{ x = subscriber.first_name; x | string.upcase }}")]
    [TestCase("{{ subscriber.first_name ? \"a\" : \"b\" }}")]
    [TestCase("{{ for t in subscriber.tags }}{{ t }}{{ for.index }}{{ end }}{{ func f(a); a; end }}{{ f 1 }}")]
    [TestCase("{{ o = {a: 1}; o.a }}{{ 5 | math.plus 1 }}{{ newsletter.name.size }}")]
    [TestCase("{{ subscriber.term == \"paid\" }}{{ links.pay }}{{ subscriber.term_ends_on }}{{ issue.subject }}")]
    [TestCase("{{ include \"pitch\" }}{{ made_in_pitch }}")]
    [TestCase("{{ look.accent }}")]
    public void Right_code_has_no_findings(string code) => Assert.That(Found(code), Is.Empty);

    [Test]
    public void Subject_and_preheader_are_checked_at_their_lines()
    {
        var issue = Given.Issue(
            "Text.",
            subject: "{{ subscriber.frist_name }}",
            preheader: "{{ issue.preheader }}"
        ) with
        {
            KeyLines = new Dictionary<string, int> { ["subject"] = 3, ["preheader"] = 4 },
        };

        Assert.That(
            CodeCheck.Problems(issue, Names(issue)).Select(one => (one.Name, one.Line)),
            Is.EqualTo([("code-name", 3), ("code-name", 4)])
        );
    }

    [TestCase("a {{ x | }} b **c", "a xxxxxxxxx b **c")]
    [TestCase("a {{ x } b", "a xxxxxx b")]
    [TestCase("a {{ if x }} b", null)]
    public void The_rest_of_the_text_is_checked_beside_broken_code(string body, string? expected)
    {
        var faults = BodyCode.Of(Given.Issue(body)).Problems;

        Assert.That(faults, Is.Not.Empty);
        Assert.That(BrokenCode.Replace(body, 5, faults), Is.EqualTo(expected));
    }

    private static List<Problem> Found(string body)
    {
        var issue = Given.Issue(body);
        return [.. CodeCheck.Problems(issue, Names(issue))];
    }

    private static ScopeNames Names(Issue issue) => ScopeNames.Of(issue, NewsletterSample.Settings(), Values);
}
