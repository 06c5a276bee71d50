using Newsletter.Dispatcher.Audit;

namespace Newsletter.Dispatcher.Tests.Audit;

[TestFixture]
internal sealed class AuditTextTests
{
    [TestCase(null, null)]
    [TestCase(" \r\n ", null)]
    [TestCase("asked by letter", "asked by letter")]
    [TestCase("asked\r\nby\tletter\u001b[31m", "asked by letter [31m")]
    [TestCase("ana@example.org asked", "[address] asked")]
    [TestCase("Ana <ana.b+c@mail.example.org>, ben@[192.0.2.1]", "Ana <[address]>, ben@[192.0.2.1]")]
    [TestCase("mailto:ana@example.org", "mailto:[address]")]
    [TestCase("川@例え.jp", "[address]")]
    public void A_text_is_one_line_without_addresses(string? typed, string? kept) =>
        Assert.That(AuditText.Tidy(typed), Is.EqualTo(kept));

    [Test]
    public void A_long_text_is_cut() =>
        Assert.That(AuditText.Tidy(new string('x', 2000)), Has.Length.EqualTo(AuditText.MaxLength));
}
