using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Commands.Demo;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Demo;

[TestFixture, Integration]
internal sealed class DemoOwnerTests
{
    [Test]
    public async Task The_link_signs_an_owner_in_once()
    {
        using var db = await TestDatabase.CreateAsync();
        var newsletter = NewsletterSample.Settings();

        var link = await DemoOwner.AddAsync(db.Database, newsletter, TimeProvider.System, CancellationToken.None);

        var links = new SignInLinks(db.Database, newsletter, TimeProvider.System);
        var token = link.AbsolutePath[SignInLinks.Path.Length..];
        Assert.That(link.AbsoluteUri, Does.StartWith("https://letter.example.com/desk/sign-in/link/"));
        Assert.That((await links.UseAsync(token, CancellationToken.None))?.Role, Is.EqualTo(Role.Owner));
        Assert.That(await links.UseAsync(token, CancellationToken.None), Is.Null);
    }
}
