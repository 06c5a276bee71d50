using System.Net;
using System.Runtime.Versioning;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed class DeskSessionsTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    /// <summary>The accounts of <see cref="DeskSite"/> have the numbers 1 to 5, in the order of the roles.</summary>
    private const long Writer = 4;

    [TestCase("role")]
    [TestCase("password")]
    [TestCase("ended")]
    [TestCase("removed")]
    public async Task What_an_owner_ends_is_over_at_the_next_request(string what)
    {
        await using var desk = await DeskSite.OpenAsync();
        using var writer = desk.As(Role.Writer);
        await writer.PageAsync("desk");
        var changes = desk.Host.Services.GetRequiredService<AccountChanges>();

        _ = what switch
        {
            "role" => (object)await changes.ChangeRoleAsync(Writer, Role.Support, SignedUp.ByTest, Never),
            "password" => await changes.SetPasswordAsync(Writer, SignedUp.Password, SignedUp.ByTest, Never),
            "ended" => await changes.EndSessionsAsync(Writer, SignedUp.ByTest, Never),
            _ => await changes.RemoveAsync(Writer, SignedUp.ByTest, Never),
        };

        var answer = await writer.GetAsync("desk");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(answer.Headers.Location!.OriginalString, Does.Contain("/desk/sign-in"));
    }

    [Test]
    public async Task A_cookie_that_was_changed_or_made_elsewhere_is_worth_nothing()
    {
        await using var desk = await DeskSite.OpenAsync();
        await using var other = await DeskSite.OpenAsync();
        using var writer = desk.As(Role.Writer);
        await writer.PageAsync("desk");
        var cookie = writer.Cookies.Single(one => one.Key.EndsWith("session", StringComparison.Ordinal));
        using var changed = new DeskBrowser(desk.Host.Client(), $"{cookie.Key}=A{cookie.Value[1..]}");
        using var elsewhere = new DeskBrowser(other.Host.Client(), $"{cookie.Key}={cookie.Value}");

        Assert.That((await changed.GetAsync("desk")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That((await elsewhere.GetAsync("desk")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public async Task The_keys_of_cookies_are_in_a_folder_that_nobody_else_reads()
    {
        await using var desk = await DeskSite.OpenAsync();
        var folder = Path.Combine(Path.GetDirectoryName(desk.Host.Outbox)!, "test.keys.desk");

        Assert.That(File.GetUnixFileMode(folder), Is.EqualTo(PrivateFiles.FolderMode));
        Assert.That(
            Directory.GetFiles(folder).Select(File.GetUnixFileMode),
            Is.Not.Empty.And.All.EqualTo(PrivateFiles.FileMode)
        );
    }
}
