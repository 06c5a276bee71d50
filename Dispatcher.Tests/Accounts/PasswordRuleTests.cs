using Newsletter.Dispatcher.Accounts;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture]
internal sealed class PasswordRuleTests
{
    [TestCase("correct horse battery staple", null)]
    [TestCase("zwölf Boxkämpfer", null)]
    [TestCase("短いパスワードではありません", null)]
    [TestCase("anas garden has 7 gnomes", null)]
    [TestCase("", "has 0 characters")]
    [TestCase("short", "has 5 characters; give at least 12")]
    [TestCase("abababababab", "fewer than 5 different")]
    [TestCase("Password1234", "everybody tries first")]
    [TestCase("qwertz-12345", "everybody tries first")]
    [TestCase("ana.ruiz2026!", "the name or the address")]
    [TestCase("Ana Ruiz 1234", "the name or the address")]
    public void A_password_is_long_and_not_easily_guessed(string password, string? problem) =>
        Assert.That(
            PasswordRule.Problem(password, "ana.ruiz@example.org", "Ana Ruiz"),
            problem is null ? Is.Null : Does.Contain(problem)
        );

    [Test]
    public void A_very_long_password_is_refused_before_it_is_hashed() =>
        Assert.That(
            PasswordRule.Problem(string.Concat(Enumerable.Repeat("abcdefgh1", 23)), "a@example.org", "A"),
            Does.Contain("longer than 200")
        );

    [Test]
    public void Two_ways_to_type_an_accent_are_one_password()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(PasswordRule.Normal("cafe\u0301"), Is.EqualTo(PasswordRule.Normal("caf\u00e9")));
            Assert.That(PasswordRule.Normal("lone \ud800"), Is.EqualTo("lone \ud800"), "no Unicode, and no exception");
        }
    }
}
