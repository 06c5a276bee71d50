using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Delivery;

/// <summary>How often the issue of a dispatch is compiled.</summary>
[TestFixture, Integration]
internal sealed class CompiledIssuesTests
{
    private Workplace _work = null!;

    [SetUp]
    public async Task Open() => _work = await Workplace.CreateAsync(subscribers: 1);

    [TearDown]
    public void Close() => _work.Dispose();

    [TestCase(false, "The words of the beginning.")]
    [TestCase(true, "The words of the rows.")]
    public async Task The_issue_that_was_compiled_at_the_beginning_is_sent_until_a_restart(
        bool isRestarted,
        string sent
    )
    {
        var dispatcher = _work.Dispatcher(_work.Pickup());
        var dispatch = await _work.BeginAsync(
            dispatcher,
            _work.Package(_work.Issue(body: "The words of the beginning."))
        );
        await _work.ExecuteAsync(
            "UPDATE dispatch_files SET content = CAST(replace(CAST(content AS TEXT), 'the beginning', 'the rows') AS "
                + "BLOB) WHERE name LIKE 'issue/%'"
        );

        dispatcher = isRestarted ? _work.Dispatcher(_work.Pickup()) : dispatcher;
        await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);

        var mail = Directory.EnumerateFiles(_work.Pickup().Name, "*.eml").Single();
        Assert.That(await File.ReadAllTextAsync(mail), Does.Contain(sent));
    }

    [Test]
    public async Task An_issue_is_compiled_again_for_a_new_revision_and_when_it_was_forgotten()
    {
        var dispatch = await _work.BeginAsync(_work.Dispatcher(_work.Pickup()));
        var issues = new CompiledIssues(_work.Dispatches, _work.Newsletter);

        var first = await issues.OfAsync(dispatch, CancellationToken.None);
        var again = await issues.OfAsync(dispatch, CancellationToken.None);
        await _work.ExecuteAsync(
            "INSERT INTO dispatch_files SELECT dispatch_id, 1, name, content FROM dispatch_files WHERE revision = 0"
        );
        var corrected = await issues.OfAsync(dispatch with { Revision = 1 }, CancellationToken.None);
        issues.Forget(dispatch.Id);
        var anew = await issues.OfAsync(dispatch with { Revision = 1 }, CancellationToken.None);

        Assert.That(again, Is.SameAs(first));
        Assert.That(corrected, Is.Not.SameAs(first));
        Assert.That(anew, Is.Not.SameAs(corrected));
    }
}
