using System.Diagnostics;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Issues;

[TestFixture, Integration]
internal sealed class IssueFolderTests
{
    private const string Good = "---\ntitle: A\n---\nText.\n";

    private readonly TestFolder _root = new();

    [TearDown]
    public void Delete() => _root.Dispose();

    private IssueFolder Folder => new(Path.Combine(_root.Path, "issues"));

    [Test]
    public void Issues_come_in_the_order_of_their_names()
    {
        _root.Write("issues/b.md", Good);
        _root.Write("issues/a.md", Good);
        _root.Write("issues/B.md", Good);
        _root.Write("issues/notes.txt", "no issue");
        _root.Write("issues/.a.md", "an editor's own");

        var files = Folder.Read().Select(reading => reading.Issue!.File);

        Assert.That(files, Is.EqualTo(["issues/B.md", "issues/a.md", "issues/b.md"]));
    }

    [Test]
    public void No_folder_is_no_issues() => Assert.That(Folder.Read(), Is.Empty);

    [Test]
    public void A_file_that_is_no_issue_is_named_within_a_second_and_the_others_are_read()
    {
        _root.Write("issues/good.md", Good);
        _root.Write("secret.md", Good);
        Directory.CreateDirectory(_root.File("issues/folder.md"));
        File.CreateSymbolicLink(_root.File("issues/out.md"), _root.File("secret.md"));
        File.CreateSymbolicLink(_root.File("issues/passwd.md"), "/etc/passwd");
        File.CreateSymbolicLink(_root.File("issues/loop.md"), "loop.md");
        File.CreateSymbolicLink(_root.File("issues/nowhere.md"), "nothing.md");
        File.CreateSymbolicLink(_root.File("issues/device.md"), "/dev/zero");
        File.CreateSymbolicLink(_root.File("issues/inside.md"), "good.md");
        _root.Write("issues/empty.md", "");
        Fifo("issues/pipe.md");
        using (var large = File.Create(_root.File("issues/large.md")))
        {
            large.SetLength(50L * 1024 * 1024);
        }

        var readings = Folder.Read();

        Assert.That(
            readings.Where(reading => reading.Issue is not null).Select(reading => reading.Issue!.Slug),
            Is.EqualTo(["good", "inside"])
        );
        Assert.That(
            readings.SelectMany(reading => reading.Problems).Select(problem => problem.ToString()),
            Is.EqualTo([
                "issues/device.md: error: the link leads out of issues/; put the file itself here.",
                "issues/empty.md: error: the file is empty, or no ordinary file (a pipe or device); delete it or "
                    + "write the issue.",
                "issues/folder.md: error: this is a folder, not a file; rename or move it.",
                "issues/large.md: error: the file has 51200 kB; an issue may have 256 kB. Put images beside the file, "
                    + "not into it.",
                "issues/loop.md: error: the link leads out of issues/; put the file itself here.",
                "issues/nowhere.md: error: the link leads to no file; put the file itself here.",
                "issues/out.md: error: the link leads out of issues/; put the file itself here.",
                "issues/passwd.md: error: the link leads out of issues/; put the file itself here.",
                "issues/pipe.md: error: the file is empty, or no ordinary file (a pipe or device); delete it or write "
                    + "the issue.",
            ])
        );
    }

    [Test]
    public void A_file_without_the_right_to_read_is_named()
    {
        var path = _root.Write("issues/a.md", Good);
        if (OperatingSystem.IsWindows() || Environment.UserName == "root")
        {
            Assert.Ignore("Needs a user whom a file can shut out.");
            return;
        }

        File.SetUnixFileMode(path, UnixFileMode.None);

        Assert.That(
            Folder.Read().Single().Problems.Single().Message,
            Is.EqualTo("the file may not be read; give the dispatcher's user the right to it.")
        );
    }

    [Test]
    public void A_file_name_is_shown_without_control_characters()
    {
        _root.Write("issues/a\u001b[31m.md", Good);

        Assert.That(Folder.Read().Single().Problems.Single().File, Is.EqualTo("issues/a?[31m.md"));
    }

    [TestCase("issues/a.md")]
    [TestCase("a.md")]
    public void One_issue_is_found_by_its_path_or_name(string name)
    {
        _root.Write("issues/a.md", Good);

        Assert.That(Folder.ReadOne(name).Issue!.File, Is.EqualTo("issues/a.md"));
    }

    [TestCase("issues/none.md", "issues/none.md: error: there is no such file.")]
    [TestCase("other.md", "issues/other.md: error: there is no such file.")]
    [TestCase("secret.md", "secret.md: error: the file is not in issues/; move it there.")]
    [TestCase("issues/../secret.md", "issues/../secret.md: error: the file is not in issues/; move it there.")]
    [TestCase("/etc/passwd", "/etc/passwd: error: the file is not in issues/; move it there.")]
    [TestCase("issues/a.txt", "issues/a.txt: error: an issue is a file whose name ends in .md; rename it.")]
    public void An_issue_that_cannot_be_read_has_a_problem_that_says_why(string name, string expected)
    {
        _root.Write("secret.md", Good);
        _root.Write("issues/a.txt", Good);

        Assert.That(Folder.ReadOne(name).Problems.Single().ToString(), Is.EqualTo(expected));
    }

    private void Fifo(string name)
    {
        using var process = Process.Start("mkfifo", _root.File(name));
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
    }
}
