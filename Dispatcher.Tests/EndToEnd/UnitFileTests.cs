using System.Globalization;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.EndToEnd;

/// <summary>The unit that is shipped, judged by systemd itself.</summary>
[Category("EndToEnd")]
internal sealed partial class UnitFileTests
{
    private const string Analyze = "/usr/bin/systemd-analyze";

    [Test]
    public async Task Systemd_finds_little_that_the_unit_leaves_open()
    {
        if (!File.Exists(Analyze))
        {
            Assert.Ignore("There is no systemd-analyze; install systemd to run this test.");
        }

        var (_, printed) = await ChildProcess.RunAsync(
            Analyze,
            [
                "security",
                "--offline=true",
                "--no-pager",
                Path.Combine(Corpora.Repository(), "deploy", "newsletter-dispatcher.service"),
            ],
            TimeSpan.FromSeconds(30)
        );

        var score = Score.Match(printed);
        Assert.That(score.Success, printed);
        Assert.That(double.Parse(score.Groups[1].Value, CultureInfo.InvariantCulture), Is.LessThan(2.0), printed);
    }

    [GeneratedRegex(@"Overall exposure level for \S+: ([0-9.]+)")]
    private static partial Regex Score { get; }
}
