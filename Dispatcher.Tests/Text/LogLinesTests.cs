using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Tests.Text;

[TestFixture]
internal sealed class LogLinesTests
{
    private readonly KeptLines _log = new(
        new FakeTimeProvider(new DateTimeOffset(2026, 11, 27, 6, 0, 0, TimeSpan.Zero))
    );

    [TearDown]
    public void Clean() => _log.Dispose();

    [TestCase("plain é 日本 😀", "plain é 日本 😀")]
    [TestCase("a\nb\r\tc", "a b  c")]
    [TestCase("\u001b[31mred\u0000\u0007\u009b", @"\u001b[31mred\u0000\u0007\u009b")]
    [TestCase("\u202eabc\u200b\u2028\ufeff", @"\u202eabc\u200b\u2028\ufeff")]
    public void What_a_terminal_would_obey_is_shown(string text, string shown) =>
        Assert.That(LogText.Clean(text), Is.EqualTo(shown));

    [Test]
    public void Half_a_character_is_shown() =>
        Assert.That(LogText.Clean("half \ud800 and \udfff"), Is.EqualTo(@"half \ud800 and \udfff"));

    [Test]
    public void A_record_is_one_line()
    {
        var log = _log.CreateLogger("Newsletter.Dispatcher.Mails");
        log.LogInformation(new EventId(5001), "Mail 1\nis sent");

        Assert.That(
            _log.Lines.Last(),
            Does.Match(
                @"^2026-11-27T\d\d:00:00[+-]\d\d:\d\d info: Newsletter\.Dispatcher\.Mails\[5001\] Mail 1 is sent$"
            )
        );
    }

    [Test]
    public void The_words_of_an_exception_and_what_a_library_quotes_are_cut()
    {
        var text = new string('Z', 5000) + "\u001b[2J";
        var log = _log.CreateLogger("Microsoft.AspNetCore");
        log.LogError(new InvalidDataException(text, new FormatException(text)), "Bad key {Key}", text);

        Assert.That(
            _log.Lines.Last(),
            Does.Not.Match(@"Z{201}|\x1b")
                .And.Contain("Bad key ZZZ")
                .And.Contain("InvalidDataException: ZZZ")
                .And.Contain("FormatException: ZZZ")
        );
    }
}
