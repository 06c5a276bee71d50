using Newsletter.Dispatcher.Bounces.Report;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// Dead addresses are told from living ones even in texts that no rule was written for. The figures are printed.
/// </summary>
[TestFixture]
internal sealed class UnseenFamiliesTests
{
    /// <summary>Written before the rules.</summary>
    private const string Families = "families.txt";

    /// <summary>Written after the rules, about mail systems that the rules were not written for.</summary>
    private const string Unseen = "unseen.txt";

    /// <summary>Written after the rules were improved with those, to measure again.</summary>
    private const string UnseenAgain = "unseen-again.txt";

    [TestCase(Families)]
    [TestCase(Unseen)]
    [TestCase(UnseenAgain)]
    public void Dead_addresses_are_told_from_living_ones(string table)
    {
        var families = BounceFamily.Read(table);
        var (right, wrong, missed) = (0, 0, 0);
        foreach (var family in families)
        {
            var report = BounceMessage.Read(family.Bytes);
            var isHard = report.Results.Any(result => result.IsHard);
            right += isHard && family.IsHard ? 1 : 0;
            wrong += isHard && !family.IsHard ? 1 : 0;
            missed += !isHard && family.IsHard ? 1 : 0;
            if (isHard != family.IsHard)
            {
                var results = report.Results.Select(result => $"{result.Reason.Word()} {result.Status}");
                TestContext.Out.WriteLine($"{family}: {report.Kind.Word()}, {string.Join(" / ", results)}");
            }
        }

        var (precision, recall) = (right / (double)(right + wrong), right / (double)(right + missed));
        TestContext.Out.WriteLine(
            $"{table}: {families.Count} mails; hard: precision {precision:P2} ({wrong} wrong), recall {recall:P2} "
                + $"({missed} missed)"
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(precision, Is.GreaterThanOrEqualTo(0.99));
            Assert.That(recall, Is.GreaterThanOrEqualTo(0.90));
        }
    }
}
