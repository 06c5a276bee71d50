using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>The part of a page that shows who did what to one issue, reader, dispatch or account.</summary>
[TestFixture, Integration]
internal sealed class AuditOfTests
{
    private DeskSite _desk = null!;

    [SetUp]
    public async Task Open()
    {
        _desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(_desk.Host);
        await QueuePageTests.WriteAsync(_desk, "river", "title: The river\nstatus: draft");
    }

    [TearDown]
    public async Task Close() => await _desk.DisposeAsync();

    [TestCase("issue:river", "desk/issues/river/approve")]
    [TestCase("reader:1", "desk/readers/1")]
    [TestCase("dispatch:1", "desk/dispatches/1")]
    [TestCase("account:4", "desk/accounts/4")]
    public async Task A_page_shows_what_was_done_to_its_subject_and_to_no_other(string subject, string path)
    {
        using var owner = _desk.As(Role.Owner);
        Assert.That(await owner.PageAsync(path), Does.Contain("Nobody has changed anything here yet."));
        await RecordAsync(subject, "the right one");
        await RecordAsync($"{subject}9", "another one");

        var page = await owner.PageAsync(path);

        Assert.That(
            page,
            Does.Contain("Who did what").And.Contain("the right one").And.Contain("&lt;b&gt;why&lt;/b&gt;")
        );
        Assert.That(page, Does.Not.Contain("another one"));
    }

    [TestCase("reader:1", "desk/readers/1", Role.Support)]
    [TestCase("issue:river", "desk/issues/river/approve", Role.Writer)]
    [TestCase("dispatch:1", "desk/dispatches/1", Role.Writer)]
    public async Task Who_may_not_see_the_audit_does_not_see_this_part(string subject, string path, Role role)
    {
        await RecordAsync(subject, "the right one");
        using var person = _desk.As(role);

        Assert.That(await person.PageAsync(path), Does.Not.Contain("Who did what"));
    }

    private Task RecordAsync(string subject, string details) =>
        _desk
            .Host.Services.GetRequiredService<AuditBook>()
            .RecordAsync(
                new("account:1", "test.change", subject, details, "<b>why</b>", "192.0.2.0/24"),
                CancellationToken.None
            );
}
