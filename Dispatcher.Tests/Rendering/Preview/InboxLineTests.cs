using Newsletter.Dispatcher.Rendering.Preview;

namespace Newsletter.Dispatcher.Tests.Rendering.Preview;

[TestFixture]
internal sealed class InboxLineTests
{
    [Test]
    public void A_phone_cuts_earlier_than_a_wide_window()
    {
        var subject = new string('s', 60);

        var lines = InboxLine.All("The Letter", subject, new string('p', 100));

        Assert.That(
            lines.Select(line => (line.Where, line.Subject.Length, line.Subject.Cut.Length, line.Preheader.Length)),
            Is.EqualTo(new[] { ("Phone", 40, 20, 90), ("Desktop", 60, 0, 60) })
        );
    }

    [Test]
    public void What_is_cut_is_the_rest() =>
        Assert.That(CutText.Of("abcdef", room: 4), Is.EqualTo(new CutText("abcd", "ef")));

    [Test]
    public void A_sign_of_several_parts_is_never_split()
    {
        var family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";

        Assert.That(CutText.Of($"{family}{family}x", room: 1), Is.EqualTo(new CutText(family, $"{family}x")));
    }

    [Test]
    public void The_preheader_ends_where_the_blanks_begin() =>
        Assert.That(
            InboxLine.FirstWords(
                "<html><head><style>p { }</style></head><body><div style=\"display:none\">What  moved"
                    + string.Concat(Enumerable.Repeat("&#847;&zwnj;&nbsp;", 30))
                    + "</div>\n<p>Good morning</p></body></html>"
            ),
            Is.EqualTo("What moved")
        );

    [Test]
    public void Without_a_preheader_inboxes_show_the_first_words_of_the_page() =>
        Assert.That(
            InboxLine.FirstWords("<body><h1>The&nbsp;Letter</h1>\n<p>Good <b>morning</b></p></body>"),
            Is.EqualTo("The Letter Good morning")
        );

    [Test]
    public void A_long_page_is_not_taken_whole() =>
        Assert.That(InboxLine.FirstWords($"<body>{new string('x', 10_000)}</body>"), Has.Length.EqualTo(400));
}
