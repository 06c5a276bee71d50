using System.Text.Json;
using Newsletter.Dispatcher.Bounces.Report;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Bounces.Report;

/// <summary>
/// Real bounces, judged by people who know them. The figures are printed, with each mail that is read otherwise.
/// </summary>
[TestFixture, Integration]
internal sealed class BounceCorpusTests
{
    [Test]
    public void Dead_addresses_are_told_from_living_ones()
    {
        var folder = Corpora.Require("bounces");
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        var (right, wrong, missed, kinds, all) = (0, 0, 0, 0, 0);
        foreach (var one in expected.RootElement.EnumerateArray())
        {
            var name = one.GetProperty("file").GetString()!;
            var report = BounceMessage.Read(File.ReadAllBytes(Path.Combine(folder, name)));
            var dead = one.GetProperty("results")
                .EnumerateArray()
                .Count(result => result.GetProperty("hard").GetBoolean());
            var found = report.Results.Count(result => result.IsHard);
            var isKind = IsKind(one.GetProperty("kind").GetString()!, report.Kind);
            right += Math.Min(dead, found);
            wrong += Math.Max(0, found - dead);
            missed += Math.Max(0, dead - found);
            kinds += isKind ? 1 : 0;
            all++;
            if (dead != found || !isKind)
            {
                TestContext.Out.WriteLine(
                    $"{name}: {dead} dead expected, {found} found, {report.Kind.Word()}: "
                        + $"{string.Join(" / ", report.Results)}"
                );
            }
        }

        var (precision, recall) = (right / (double)(right + wrong), right / (double)(right + missed));
        TestContext.Out.WriteLine(
            $"{all} mails, 0 crashes; hard: precision {precision:P2}, recall {recall:P2}; kind right: "
                + $"{kinds / (double)all:P2}"
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(precision, Is.GreaterThanOrEqualTo(0.995));
            Assert.That(recall, Is.GreaterThanOrEqualTo(0.95));
        }
    }

    /// <summary>The collection knows no delay notices; they are bounces there that name no dead address.</summary>
    private static bool IsKind(string expected, BounceKind kind) =>
        expected switch
        {
            "bounce" => kind is BounceKind.Bounce or BounceKind.Delayed,
            "arf" => kind is BounceKind.Complaint,
            "vacation" => kind is BounceKind.AutoReply,
            _ => kind is BounceKind.Other,
        };
}
