using Newsletter.Dispatcher.Approvals;

namespace Newsletter.Dispatcher.Tests.Approvals;

[TestFixture]
internal sealed class CommentTextTests
{
    [TestCase(null, null)]
    [TestCase(" \r\n\t ", null)]
    [TestCase("  It is\r\nthe Po.  ", "It is\nthe Po.")]
    public void A_text_is_kept_without_blanks_around_it(string? typed, string? kept) =>
        Assert.That(CommentText.Tidy(typed), Is.EqualTo(kept));

    [Test]
    public void A_text_may_have_four_thousand_characters_lines_and_tabs()
    {
        Assert.That(CommentText.Fault(null), Is.Null);
        Assert.That(CommentText.Fault($"\tOne\n{new string('x', 3995)}"), Is.Null);
        Assert.That(CommentText.Fault(new string('x', 4001)), Does.StartWith("The comment has 4001 characters"));
    }

    [TestCase("a\0b")]
    [TestCase("a\u001b[31mb")]
    public void A_text_with_what_a_terminal_obeys_is_refused(string text) =>
        Assert.That(CommentText.Fault(text), Does.StartWith("The comment holds a control character"));
}
