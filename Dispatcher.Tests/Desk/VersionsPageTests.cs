using System.Net;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed partial class VersionsPageTests
{
    private const string First = "---\ntitle: River\n---\nOne word\n";

    private WriteSite _site = null!;

    [SetUp]
    public async Task Open()
    {
        _site = await WriteSite.OpenAsync();
        _site.Write("a", First);
        var form = await _site.FormAsync("desk/issues/a");
        form["text"] = "Another word\n";
        await _site.FollowAsync(await _site.PressAsync("a", form, "save"));
    }

    [TearDown]
    public async Task Close() => await _site.DisposeAsync();

    [Test]
    public async Task Each_version_is_listed_with_its_person_and_shows_what_it_changed()
    {
        var list = await _site.Person.PageAsync("desk/issues/a/versions");
        Assert.That(list, Does.Contain("Editor Sample").And.Contain("found on the disk").And.Contain("the file now"));
        var newest = Ids(list)[0];

        var page = await _site.Person.PageAsync($"desk/issues/a/versions?id={newest}");
        var inline = await _site.Person.PageAsync($"desk/issues/a/versions?id={newest}&view=inline");

        Assert.That(page, Does.Contain("<del>One</del>").And.Contain("<ins>Another</ins>"));
        Assert.That(page, Does.Not.Contain("Restore this version"), "it is the file");
        Assert.That(inline, Does.Contain("<del>One</del>").And.Contain("difference inline"));
    }

    [Test]
    public async Task A_version_is_restored_as_a_save_of_its_own()
    {
        var oldest = Ids(await _site.Person.PageAsync("desk/issues/a/versions"))[^1];
        var page = await _site.Person.PageAsync($"desk/issues/a/versions?id={oldest}&with=file");

        var after = await _site.FollowAsync(await RestoreAsync(page, _site.Person));

        Assert.That(after, Does.Contain("is the file again"));
        Assert.That(_site.Read("a"), Is.EqualTo(First));
        Assert.That(await _site.HistoryAsync("a"), Is.EqualTo(["disk", "saved", "restored"]));
    }

    [Test]
    public async Task A_version_is_not_restored_over_a_file_that_has_changed_meanwhile()
    {
        var oldest = Ids(await _site.Person.PageAsync("desk/issues/a/versions"))[^1];
        var page = await _site.Person.PageAsync($"desk/issues/a/versions?id={oldest}");
        _site.Write("a", First + "By git\n");

        var after = await _site.FollowAsync(await RestoreAsync(page, _site.Person));

        Assert.That(after, Does.Contain("Nothing was restored: the file has changed meanwhile"));
        Assert.That(_site.Read("a"), Is.EqualTo(First + "By git\n"));
    }

    [Test]
    public async Task A_writer_restores_no_released_version()
    {
        _site.Write("a", First.Replace("title", "status: ready\ntitle", StringComparison.Ordinal));
        var form = await _site.FormAsync("desk/issues/a");
        form["field.status"] = "draft";
        await _site.FollowAsync(await _site.PressAsync("a", form, "save"));
        using var writer = _site.Desk.As(Role.Writer);
        var released = Ids(await writer.PageAsync("desk/issues/a/versions"))[1];

        var answer = await RestoreAsync(await writer.PageAsync($"desk/issues/a/versions?id={released}"), writer);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(await writer.PageAsync("desk/issues/a/versions"), Does.Contain("your role may not release"));
        Assert.That(_site.Read("a"), Does.Contain("status: draft"));
    }

    [Test]
    public async Task A_version_of_another_issue_is_not_found()
    {
        var newest = Ids(await _site.Person.PageAsync("desk/issues/a/versions"))[0];
        _site.Write("b", First);

        var answer = await _site.Person.GetAsync($"desk/issues/b/versions?id={newest}");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private static Task<HttpResponseMessage> RestoreAsync(string page, DeskBrowser person) =>
        person.PostFormAsync(
            "desk/issues/a/versions",
            [
                new("id", Regex.Match(page, "name=\"id\" value=\"(\\d+)\"").Groups[1].Value),
                new("now", Regex.Match(page, "name=\"now\" value=\"([^\"]*)\"").Groups[1].Value),
            ],
            page: "desk"
        );

    /// <summary>The numbers of the versions in a list, newest first.</summary>
    private static List<string> Ids(string page) => [.. Link.Matches(page).Select(link => link.Groups[1].Value)];

    [GeneratedRegex("versions\\?id=(\\d+)\"")]
    private static partial Regex Link { get; }
}
