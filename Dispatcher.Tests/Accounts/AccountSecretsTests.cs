using Newsletter.Dispatcher.Accounts;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture]
internal sealed class AccountSecretsTests
{
    [Test]
    public void A_token_is_256_bits_that_a_cookie_and_a_link_can_carry()
    {
        var tokens = Enumerable.Range(0, 100).Select(_ => AccountSecrets.NewToken()).ToList();

        Assert.That(tokens, Is.Unique);
        Assert.That(tokens, Has.All.Match("^[A-Za-z0-9_-]{43}$"));
    }

    [Test]
    public void The_hash_of_one_kind_says_nothing_about_another() =>
        Assert.That(AccountSecrets.Hash("link", "x"), Is.Not.EqualTo(AccountSecrets.Hash("session", "x")));

    [Test]
    public void A_hash_never_changes() =>
        Assert.That(
            AccountSecrets.Hash("session", "abc"),
            Is.EqualTo(
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("session.abc"u8.ToArray()))
            )
        );
}
