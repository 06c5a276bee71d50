using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering.Letters;

/// <summary>
/// Judges the sample letters by the data of caniemail.com: what a mail program does not take stands in
/// docs/mail.md with what the reader sees there.
/// </summary>
[TestFixture, EndToEnd]
internal sealed partial class LetterSupportTests
{
    private const string Package = "caniemail@2.0.2";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Test]
    public async Task Each_feature_that_a_mail_program_does_not_take_is_in_the_guide()
    {
        using var folder = new TestFolder();
        await InstallAsync(folder.Path);
        var script = Path.Combine(Corpora.Repository(), "Dispatcher.Tests", "Rendering", "Letters", "caniemail.mjs");
        File.Copy(script, folder.File("caniemail.mjs"));
        foreach (var name in LetterSample.Names)
        {
            folder.Write($"{name}.html", LetterSample.Render(LetterSample.Compile(name).Issue));
        }

        var (status, printed) = await ChildProcess.RunAsync(
            "node",
            [folder.File("caniemail.mjs"), .. LetterSample.Names.Select(name => folder.File($"{name}.html"))],
            Limit
        );

        TestContext.Out.WriteLine(printed);
        Assert.That(status, Is.Zero, printed);
        var found = printed.Split('\n').Where(line => line.Contains('\t')).Select(line => line.Split('\t')[0]).ToList();
        Assert.That(found, Is.Not.Empty, "the letters use @media, which some programs do not take");
        Assert.That(found.Except(InGuide()), Is.Empty, "add them to docs/mail.md, or use something else");
        Assert.That(InGuide().Except(found), Is.Empty, "no letter uses them any more");
    }

    /// <summary>The features in the first column of the table of docs/mail.md.</summary>
    private static IReadOnlyList<string> InGuide() =>
        [
            .. Feature
                .Matches(File.ReadAllText(Path.Combine(Corpora.Repository(), "docs", "mail.md")))
                .Select(row => row.Groups[1].Value),
        ];

    private static async Task InstallAsync(string folder)
    {
        string reason;
        try
        {
            var (status, printed) = await ChildProcess.RunAsync(
                "npm",
                ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, Package],
                Limit
            );
            if (status == 0)
            {
                return;
            }

            reason = $"npm could not install {Package}: {printed}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            reason = "There is no npm on the PATH; install it (Debian: apt-get install npm) to judge letters.";
        }

        Assert.Ignore(reason);
    }

    [GeneratedRegex(@"^\| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Feature { get; }
}
