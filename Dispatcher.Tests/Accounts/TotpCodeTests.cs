using System.Text;
using Newsletter.Dispatcher.Accounts.SecondStep;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture]
internal sealed class TotpCodeTests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("12345678901234567890");

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    /// <summary>The table of RFC 6238 appendix B, its last six digits.</summary>
    [TestCase(59, "287082")]
    [TestCase(1111111109, "081804")]
    [TestCase(1111111111, "050471")]
    [TestCase(1234567890, "005924")]
    [TestCase(2000000000, "279037")]
    [TestCase(20000000000, "353130")]
    public void The_codes_are_those_of_the_standard(long seconds, string code) =>
        Assert.That(TotpCode.Of(Key, TotpCode.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))), Is.EqualTo(code));

    [TestCase(-2, false)]
    [TestCase(-1, true)]
    [TestCase(0, true)]
    [TestCase(1, true)]
    [TestCase(2, false)]
    public void A_clock_may_be_one_step_wrong(int steps, bool isTaken)
    {
        var step = TotpCode.StepAt(Now) + steps;

        Assert.That(TotpCode.StepOf(Key, TotpCode.Of(Key, step), Now, 0), Is.EqualTo(isTaken ? step : (long?)null));
    }

    [Test]
    public void A_code_of_an_accepted_step_or_an_earlier_one_is_refused()
    {
        var step = TotpCode.StepAt(Now);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(TotpCode.StepOf(Key, TotpCode.Of(Key, step), Now, lastStep: step), Is.Null);
            Assert.That(TotpCode.StepOf(Key, TotpCode.Of(Key, step - 1), Now, lastStep: step), Is.Null);
            Assert.That(TotpCode.StepOf(Key, TotpCode.Of(Key, step + 1), Now, lastStep: step), Is.EqualTo(step + 1));
        }
    }

    [TestCase("")]
    [TestCase("000000")]
    [TestCase("2870822")]
    [TestCase("not a code")]
    [TestCase("٢٨٧٠٨٢")]
    public void What_is_no_code_is_refused(string typed) =>
        Assert.That(TotpCode.StepOf(Key, typed, DateTimeOffset.FromUnixTimeSeconds(59), 0), Is.Null);

    [Test]
    public void Blanks_in_a_code_do_not_matter() =>
        Assert.That(TotpCode.StepOf(Key, "287 082", DateTimeOffset.FromUnixTimeSeconds(59), 0), Is.EqualTo(1));
}
