using Newsletter.Dispatcher.Rendering.Templates;
using Scriban;

namespace Newsletter.Dispatcher.Tests.Rendering.Templates;

[TestFixture]
internal sealed class EngineWordsTests
{
    [TestCase("{{ a | default \"there\" },", "it ends with one }; write }}")]
    [TestCase("{{ a | default “there” }}", "it has a curly quote (“); write straight ones (\")")]
    [TestCase("{{ if a }}x", "a block such as {{ if … }} or {{ for … }} has no {{ end }}")]
    [TestCase("x {{ end }}", "there is an {{ end }} or {{ else }} without its {{ if … }}")]
    [TestCase("{{ else }}", "")]
    [TestCase("{{ \"a }}", "")]
    [TestCase("{{ a | }}", "something is missing here, such as a name behind |")]
    [TestCase("{{ 1 + }}", "something is missing here, such as a name behind |")]
    [TestCase("{{ a ?? ; }}", "")]
    [TestCase("{{ for }}{{ end }}", "")]
    [TestCase("{{ a.b.. }}", "")]
    [TestCase("{{ {{ a }} }}", "")]
    [TestCase("{{ @ }}", "")]
    [TestCase("{{ a[ }}", "")]
    public void A_syntax_error_is_said_in_plain_words(string code, string expected)
    {
        var said = EngineWords.OfSyntax(Template.Parse(code).Messages[0].Message);

        Assert.That(said, expected.Length > 0 ? Is.EqualTo(expected) : Does.Not.Match("<|`|EOL|[Tt]oken|[Pp]arsing"));
    }

    [TestCase("Cannot get member with name firstname.", "there is no value named \"firstname\" here")]
    [TestCase("The variable or function `defualt` was not found", "there is no name \"defualt\" here")]
    [TestCase("Cannot get the member subscriber.x.y for a null object.", "\"subscriber.x.y\" has no value for this")]
    [TestCase("Expecting <EOL> near `x`.", "Expecting EOL near \"x\"")]
    public void A_failure_is_said_in_plain_words(string message, string expected) =>
        Assert.That(EngineWords.OfFailure(message), Does.StartWith(expected));
}
