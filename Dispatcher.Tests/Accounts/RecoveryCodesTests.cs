using Newsletter.Dispatcher.Accounts.SecondStep;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture]
internal sealed class RecoveryCodesTests
{
    [Test]
    public void There_are_ten_and_no_two_are_the_same()
    {
        var codes = RecoveryCodes.New();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(codes, Has.Count.EqualTo(10).And.Unique);
            Assert.That(codes, Has.All.Match("^([a-z2-7]{4}-){3}[a-z2-7]{4}$"));
        }
    }

    [TestCase("abcd-efgh-ijkl-mnop", "abcdefghijklmnop")]
    [TestCase(" ABCD EFGH IJKL MNOP ", "abcdefghijklmnop")]
    [TestCase("abcd-efgh-ijkl-mno", null)]
    [TestCase("abcd-efgh-ijkl-mnö1", null)]
    [TestCase("", null)]
    public void A_typed_code_is_read_without_case_and_dashes(string typed, string? plain) =>
        Assert.That(RecoveryCodes.Plain(typed), Is.EqualTo(plain));
}
