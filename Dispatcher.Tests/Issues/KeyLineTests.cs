using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Tests.Issues;

[TestFixture]
internal sealed class KeyLineTests
{
    private static readonly DateOnly Day = new(2026, 11, 27);

    [TestCase("---\ntitle: A\ndate: 2026-11-24\n---\nT", "---\ntitle: A\ndate: 2026-11-27\n---\nT")]
    [TestCase("---\r\ndate: 2026-11-24\r\ntitle: A\r\n---\r\nT", "---\r\ndate: 2026-11-27\r\ntitle: A\r\n---\r\nT")]
    [TestCase(
        "---\ntitle: A\ndate:   \"2026-11-24\"   # why\n---\n",
        "---\ntitle: A\ndate:   2026-11-27   # why\n---\n"
    )]
    [TestCase("---\ntitle: A\n---\ndate: 2026-11-24\n", "---\ntitle: A\ndate: 2026-11-27\n---\ndate: 2026-11-24\n")]
    [TestCase("---\ntitle: A\r\n---\r\nT", "---\ntitle: A\r\ndate: 2026-11-27\n---\r\nT")]
    [TestCase("\uFEFF---\ntitle: A\n---\n", "\uFEFF---\ntitle: A\ndate: 2026-11-27\n---\n")]
    [TestCase(
        "---\ntitle: A\n# The day\n# date: 2026-11-24\nstatus: draft\n---\nT\n",
        "---\ntitle: A\n# The day\ndate: 2026-11-27\nstatus: draft\n---\nT\n"
    )]
    [TestCase("---\ntitle: A\ntags:\n- one\n---\nT\n", "---\ntitle: A\ntags:\n- one\ndate: 2026-11-27\n---\nT\n")]
    [TestCase("---\ntitle: A\nextra:\n  a: 1\n---\nT\n", "---\ntitle: A\nextra:\n  a: 1\ndate: 2026-11-27\n---\nT\n")]
    public void The_day_is_written_and_no_other_byte_changes(string before, string after) =>
        Assert.That(Text(KeyLine.Date(Read(before), Day)), Is.EqualTo(after));

    [TestCase("---\ntitle: A\ndate: 2026-11-24\n---\nT", "---\ntitle: A\n---\nT")]
    [TestCase("---\ntitle: A\n---\nT", "---\ntitle: A\n---\nT")]
    public void The_day_is_taken_away(string before, string after) =>
        Assert.That(Text(KeyLine.Date(Read(before), null)), Is.EqualTo(after));

    [TestCase(
        "---\ntitle: A\nstatus: draft # soon\n---\n",
        IssueStatus.Ready,
        "---\ntitle: A\nstatus: ready # soon\n---\n"
    )]
    [TestCase("---\ntitle: A\nstatus: READY\n---\n", IssueStatus.Draft, "---\ntitle: A\nstatus: draft\n---\n")]
    [TestCase("---\ntitle: A\n---\n", IssueStatus.Ready, "---\ntitle: A\nstatus: ready\n---\n")]
    public void The_status_is_written(string before, IssueStatus status, string after) =>
        Assert.That(Text(KeyLine.Status(Read(before), status)), Is.EqualTo(after));

    [TestCase("---\ntitle: A\ndate:\n  2026-11-24\n---\nT", TestName = "A day on a line of its own")]
    [TestCase("---\ntitle: A\ndate: >-\n  2026-11-24\n---\nT", TestName = "A day as a block")]
    public void What_cannot_be_changed_safely_is_refused(string before)
    {
        var candidate = Read(before);
        Assert.That(candidate.Issue.Date, Is.EqualTo(new DateOnly(2026, 11, 24)), "the case must be a valid issue");

        Assert.That(KeyLine.Date(candidate, Day), Is.Null);
    }

    /// <summary>Whatever the front matter holds, only the day of the issue changes, and back is as it was.</summary>
    [Test]
    public void There_and_back_is_the_same_file()
    {
        var line = Gen.Elements(
            "# date: 2026-01-01",
            "# a comment",
            "subject: \"A: b\"",
            "author: Ana",
            "tags: [a, b]",
            "audience: paid",
            "",
            "preheader: 'it''s'"
        );
        var files =
            from lines in Gen.ListOf(line)
            from ending in Gen.Elements("\n", "\r\n")
            from body in Gen.Elements("T", "date: 2026-01-01\n---\n", "")
            select string.Join(ending, ["---", "title: A", .. lines.Distinct(), "date: 2026-11-24", "---", body]);

        Prop.ForAll(
                files.ToArbitrary(),
                file =>
                {
                    var there = KeyLine.Date(Read(file), Day)!;
                    var back = KeyLine.Date(Read(Text(there)), new DateOnly(2026, 11, 24));
                    return Text(back) == file
                        && Read(Text(there)).Issue.Date == Day
                        && Read(Text(there)).Issue.Body == Read(file).Issue.Body;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static IssueCandidate Read(string file) =>
        IssueFile.Read("issues/a.md", Encoding.UTF8.GetBytes(file)) is { Candidate: { } candidate }
            ? candidate
            : throw new InvalidOperationException($"no issue: {file}");

    private static string Text(byte[]? source) => Encoding.UTF8.GetString(source ?? "refused"u8);
}
