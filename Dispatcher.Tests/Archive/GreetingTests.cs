using AngleSharp.Html.Parser;
using Newsletter.Dispatcher.Archive;

namespace Newsletter.Dispatcher.Tests.Archive;

[TestFixture]
internal sealed class GreetingTests
{
    [TestCase("<p>Hello there,</p><p>The river.</p>", "<p>The river.</p>")]
    [TestCase("<p>Hi!</p><p>The river.</p>", "<p>The river.</p>")]
    [TestCase("<p>Good morning, dear reader.</p><p>The river.</p>", "<p>Dear reader.</p><p>The river.</p>")]
    [TestCase("<p>Liebe Leserin, der Fluss steigt.</p>", "<p>Der Fluss steigt.</p>")]
    [TestCase("<p>Hello there, <b>news</b></p>", "<p><b>news</b></p>")]
    [TestCase("<p>Hiking, they said, is good.</p>", "<p>Hiking, they said, is good.</p>")]
    [TestCase("<p>The river, of course.</p>", "<p>The river, of course.</p>")]
    [TestCase("<h2>Hello,</h2><p>The river.</p>", "<h2>Hello,</h2><p>The river.</p>")]
    [TestCase("<p>The river.</p><p>Hello there,</p>", "<p>The river.</p><p>Hello there,</p>")]
    [TestCase("", "")]
    public void A_teaser_does_not_greet(string html, string without) =>
        Assert.That(Removed(html, template: ""), Is.EqualTo(without));

    [TestCase("<p>Zdravo {{ subscriber.first_name | default \"svima\" }},</p><p>Reka.</p>", "<p>Reka.</p>")]
    [TestCase("<p>The river.</p><p>Zdravo {{ subscriber.first_name }},</p>", "<p>Zdravo svima,</p><p>Reka.</p>")]
    public void What_has_the_readers_name_greets_in_whatever_language(string template, string without) =>
        Assert.That(Removed("<p>Zdravo svima,</p><p>Reka.</p>", template), Is.EqualTo(without));

    private static string Removed(string html, string template)
    {
        using var document = new HtmlParser().ParseDocument($"<body>{html}");
        Greeting.Remove(document.Body!, template);
        return document.Body!.InnerHtml;
    }
}
