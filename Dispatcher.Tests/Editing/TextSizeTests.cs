using Newsletter.Dispatcher.Editing;

namespace Newsletter.Dispatcher.Tests.Editing;

[TestFixture]
internal sealed class TextSizeTests
{
    [TestCase("", 0, 0)]
    [TestCase("One word's enough", 3, 1)]
    [TestCase("# A heading\n\n- *one*\n- two -- three", 5, 1)]
    [TestCase("See [the map](https://example.com/a/long/path) at https://example.com/b", 4, 1)]
    [TestCase("<div class=\"x\">Hello</div> {{ subscriber.first_name | default \"there\" }}", 1, 1)]
    [TestCase("Ein größerer Satz", 3, 1)]
    public void Words_are_what_readers_read(string text, int words, int minutes) =>
        Assert.That(TextSize.Of(text), Is.EqualTo(new TextSize(words, minutes)));

    [TestCase(230, 1)]
    [TestCase(231, 2)]
    [TestCase(1500, 7)]
    public void Minutes_are_rounded_up(int words, int minutes) =>
        Assert.That(TextSize.Of(string.Join(' ', Enumerable.Repeat("word", words))).Minutes, Is.EqualTo(minutes));
}
