using System.Security.Claims;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.Oidc;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Tests.Accounts.Oidc;

[TestFixture]
internal sealed class OidcRuleTests
{
    private static readonly OidcSettings Settings = new()
    {
        Issuer = new Uri("https://login.example.com"),
        ClientId = "desk",
        Name = "Example login",
        Roles = new Dictionary<string, string>
        {
            ["boss"] = "owner",
            ["news-editors"] = "editor",
            ["news-support"] = "support",
        },
    };

    private static readonly (string Type, string Value)[] Good =
    [
        ("sub", "248289761001"),
        ("email", "Ana@Example.org"),
        ("email_verified", "true"),
        ("name", "Ana Ruiz"),
        ("roles", "news-editors"),
    ];

    [Test]
    public void Good_claims_are_a_person_with_a_role()
    {
        var person = Taken(Good);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(person.Issuer, Is.EqualTo("https://login.example.com"));
            Assert.That(person.Subject, Is.EqualTo("248289761001"));
            Assert.That(person.Email.Value, Is.EqualTo("Ana@example.org"));
            Assert.That(person.Name, Is.EqualTo("Ana Ruiz"));
            Assert.That(person.Role, Is.EqualTo(Role.Editor));
        }
    }

    [TestCase("sub", null, OidcRefusal.NotTrusted)]
    [TestCase("sub", "", OidcRefusal.NotTrusted)]
    [TestCase("email", null, OidcRefusal.NoAddress)]
    [TestCase("email", "ana", OidcRefusal.NoAddress)]
    [TestCase("email", "ana@example.org\r\nBcc: x@example.org", OidcRefusal.NoAddress)]
    [TestCase("email_verified", null, OidcRefusal.AddressNotVerified)]
    [TestCase("email_verified", "false", OidcRefusal.AddressNotVerified)]
    [TestCase("email_verified", "1", OidcRefusal.AddressNotVerified)]
    [TestCase("roles", null, OidcRefusal.NoRole)]
    [TestCase("roles", "strangers", OidcRefusal.NoRole)]
    [TestCase("roles", "owner", OidcRefusal.NoRole)]
    [TestCase("roles", "NEWS-EDITORS", OidcRefusal.NoRole)]
    [TestCase("roles", "[\"strangers\"", OidcRefusal.NoRole)]
    public void A_missing_or_wrong_claim_is_refused(string type, string? value, OidcRefusal refusal) =>
        Assert.That(Refused(type, value).Refusal, Is.EqualTo(refusal));

    [Test]
    public void A_subject_longer_than_the_standard_allows_is_refused()
    {
        Assert.That(Refused("sub", new string('x', 256)).Refusal, Is.EqualTo(OidcRefusal.NotTrusted));
        Assert.That(Taken([.. Without("sub"), ("sub", new string('x', 255))]).Subject, Has.Length.EqualTo(255));
    }

    [Test]
    public void The_log_learns_which_values_were_there_and_no_whole_address()
    {
        var detail = Refused("roles", "strangers").Detail;

        Assert.That(detail, Does.Contain("strangers").And.Contains("A***@example.org"));
        Assert.That(detail, Does.Not.Contain("Ana@"));
    }

    [Test]
    public void The_strongest_of_several_roles_counts_in_any_order()
    {
        (string, string)[] two = [.. Without("roles"), ("roles", "news-support"), ("roles", "boss"), ("roles", "x")];

        Assert.That(Taken(two).Role, Is.EqualTo(Role.Owner));
        Assert.That(Taken([.. two.Reverse()]).Role, Is.EqualTo(Role.Owner));
    }

    [TestCase("roles", "roles", "[\"x\",\"news-support\"]")]
    [TestCase("realm_access.roles", "realm_access", "{\"roles\":[\"x\",7,\"news-support\"]}")]
    [TestCase("resource_access.desk.roles", "resource_access", "{\"desk\":{\"roles\":\"news-support\"}}")]
    [TestCase("https://example.org/role", "https://example.org/role", "news-support")]
    public void The_claim_may_be_a_list_or_lie_in_an_object(string path, string type, string value)
    {
        var result = OidcRule.Decide(Claims([.. Without("roles"), (type, value)]), Settings with { RoleClaim = path });

        Assert.That((result as OidcResult.Taken)?.Person.Role, Is.EqualTo(Role.Support), result.ToString());
    }

    [TestCase("{\"roles\":{\"news-support\":true}}")]
    [TestCase("{\"other\":[\"news-support\"]}")]
    [TestCase("[\"news-support\"]")]
    [TestCase("news-support")]
    [TestCase("{\"roles\":[\"news-support\"")]
    public void A_path_that_leads_nowhere_gives_no_role(string value)
    {
        var result = OidcRule.Decide(
            Claims([.. Without("roles"), ("realm_access", value)]),
            Settings with
            {
                RoleClaim = "realm_access.roles",
            }
        );

        Assert.That((result as OidcResult.Refused)?.Refusal, Is.EqualTo(OidcRefusal.NoRole), result.ToString());
    }

    [TestCase("  \n ", "Ana@example.org")]
    [TestCase("A\u0007na\r\nRuiz", "AnaRuiz")]
    public void A_name_is_one_line_and_never_empty(string name, string shown) =>
        Assert.That(Taken([.. Without("name"), ("name", name)]).Name, Is.EqualTo(shown));

    [Test]
    public void A_long_name_is_cut() =>
        Assert.That(Taken([.. Without("name"), ("name", new string('n', 5000))]).Name, Has.Length.EqualTo(100));

    private static (string Type, string Value)[] Without(string type) => [.. Good.Where(claim => claim.Type != type)];

    private static OidcPerson Taken((string, string)[] claims)
    {
        var result = OidcRule.Decide(Claims(claims), Settings);
        Assert.That(result, Is.InstanceOf<OidcResult.Taken>());
        return ((OidcResult.Taken)result).Person;
    }

    private static OidcResult.Refused Refused(string type, string? value)
    {
        (string, string)[] changed = value is null ? Without(type) : [.. Without(type), (type, value)];
        var result = OidcRule.Decide(Claims(changed), Settings);
        Assert.That(result, Is.InstanceOf<OidcResult.Refused>());
        return (OidcResult.Refused)result;
    }

    private static List<Claim> Claims((string Type, string Value)[] claims) =>
        [.. claims.Select(claim => new Claim(claim.Type, claim.Value))];
}
