using Microsoft.Extensions.Configuration;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Settings;

[TestFixture]
internal sealed class OidcSectionTests
{
    private static readonly (string, string)[] Good =
    [
        ("Issuer", "https://login.example.com/realms/news"),
        ("ClientId", "desk"),
        ("Roles:newsletter-owners", "owner"),
    ];

    [Test]
    public void Without_the_section_nobody_signs_in_by_another_service() => Assert.That(Read().Oidc, Is.Null);

    [Test]
    public void Good_settings_come_with_the_defaults_of_the_documentation()
    {
        var (oidc, problems) = Read(Good);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(problems, Is.Empty);
            Assert.That(oidc!.Issuer.ToString(), Is.EqualTo("https://login.example.com/realms/news"));
            Assert.That(oidc.ClientId, Is.EqualTo("desk"));
            Assert.That(oidc.ClientSecret, Is.Null);
            Assert.That(oidc.Name, Is.EqualTo("login.example.com"));
            Assert.That(oidc.RoleClaim, Is.EqualTo("roles"));
            Assert.That(oidc.Roles["newsletter-owners"], Is.EqualTo("owner"));
            Assert.That(oidc.Scopes, Is.Empty);
        }
    }

    [Test]
    public void Each_setting_is_read_and_the_secret_is_not_shown()
    {
        var (oidc, problems) = Read([
            .. Good,
            ("ClientSecret", "hidden-words"),
            ("Name", "Example login"),
            ("RoleClaim", "realm_access.roles"),
            ("Roles:Editors", "EDITOR"),
            ("Scopes:0", "groups"),
        ]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(problems, Is.Empty);
            Assert.That(oidc!.ClientSecret, Is.EqualTo("hidden-words"));
            Assert.That(oidc.Name, Is.EqualTo("Example login"));
            Assert.That(oidc.RoleClaim, Is.EqualTo("realm_access.roles"));
            Assert.That(oidc.Roles["Editors"], Is.EqualTo("editor"));
            Assert.That(oidc.Scopes, Is.EqualTo(["groups"]));
            Assert.That(oidc.ToString(), Does.Not.Contain("hidden-words"));
        }
    }

    [Test]
    public void The_secret_comes_from_a_file_too()
    {
        using var folder = new TestFolder();
        TestFolder.Close(folder.Write("secret", "from the file\n"));

        var (oidc, problems) = Read([.. Good, ("ClientSecretFile", folder.File("secret"))]);

        Assert.That(problems, Is.Empty);
        Assert.That(oidc!.ClientSecret, Is.EqualTo("from the file"));
    }

    [TestCase("Issuer", "http://login.example.com", "Desk:Oidc:Issuer is \"http://login.example.com\"")]
    [TestCase("Issuer", "https://login.example.com?x=1", "https address of the sign-in service")]
    [TestCase("Issuer", "login", "for example https://login.example.com")]
    [TestCase("Issuer", "", "Desk:Oidc:Issuer is missing; it takes the https address")]
    [TestCase("ClientId", "", "Desk:Oidc:ClientId is missing")]
    [TestCase("ClientSecretFile", "/nowhere/secret", "Desk:Oidc:ClientSecretFile is \"/nowhere/secret\"")]
    [TestCase("Roles:newsletter-owners", "ownr", "did you mean owner?")]
    [TestCase("Roles", "owner", "Desk:Oidc:Roles takes a section")]
    [TestCase("Scopes:0", "a b", "names of scopes without blanks")]
    [TestCase("Client", "desk", "Desk:Oidc:Client is no setting")]
    public void A_wrong_value_is_answered_with_the_setting_and_what_it_takes(string key, string value, string message)
    {
        var problems = Read([.. Good.Where(one => one.Item1 != key), (key, value)]).Problems;

        Assert.That(problems, Has.Some.Contains(message), string.Join('\n', problems));
    }

    [Test]
    public void Without_a_role_nobody_could_sign_in()
    {
        var problems = Read(Good[..2]).Problems;

        Assert.That(problems, Has.One.Items.And.Some.Contains("Desk:Oidc:Roles takes 1 to 100 values of the claim"));
    }

    [Test]
    public void The_words_of_the_roles_are_those_of_the_accounts() =>
        Assert.That(OidcSection.RoleWords, Is.EqualTo(Enum.GetValues<Role>().Select(role => role.Word())));

    private static (OidcSettings? Oidc, List<string> Problems) Read(params (string Key, string Value)[] settings)
    {
        var problems = new List<string>();
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(one => KeyValuePair.Create($"Desk:Oidc:{one.Key}", (string?)one.Value))
            )
            .Build()
            .GetSection("Desk:Oidc");
        return (OidcSection.Read(new SettingsReader(section, problems), "/"), problems);
    }
}
