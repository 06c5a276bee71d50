using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Tests.Text;

[TestFixture]
internal sealed class LogFormTests
{
    [TestCase(false, null, true, LogLines.FormatName)]
    [TestCase(false, "8:1234", true, JournalLines.FormatName)]
    [TestCase(false, "8:1234", false, LogLines.FormatName)]
    [TestCase(true, "8:1234", true, JsonLines.FormatName)]
    public void The_form_follows_the_setting_and_then_the_journal(
        bool json,
        string? journal,
        bool isRedirected,
        string form
    ) => Assert.That(LogForm.Choose(json, journal, isRedirected), Is.EqualTo(form));
}
