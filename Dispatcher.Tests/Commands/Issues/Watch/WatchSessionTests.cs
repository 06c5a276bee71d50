using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Commands.Issues.Watch;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Spectre.Console;

namespace Newsletter.Dispatcher.Tests.Commands.Issues.Watch;

[TestFixture, Integration]
internal sealed class WatchSessionTests
{
    private readonly TestFolder _folder = new();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task The_last_good_picture_stays_until_the_next_good_one()
    {
        var first = new WatchedIssue(1, Bad(), Bad());
        var (good, broken, better) = (await ReadAsync("Good."), Bad(), await ReadAsync("Better."));

        var shown = first.After(broken);
        Assert.That((shown.Picture, shown.IsCurrent), Is.EqualTo((broken, true)), "nothing better is known");
        shown = shown.After(good);
        Assert.That((shown.Version, shown.Picture, shown.IsCurrent), Is.EqualTo((3, good, true)));
        shown = shown.After(broken);
        Assert.That((shown.Now, shown.Picture, shown.IsCurrent), Is.EqualTo((broken, good, false)));
        Assert.That(shown.After(better).Picture, Is.EqualTo(better));
    }

    [Test]
    public async Task Who_knows_an_older_version_is_answered_at_once()
    {
        var session = await SessionAsync("Text.");

        Assert.That(await session.AfterAsync(0, CancellationToken.None), Is.EqualTo(1));
        Assert.That(session.AfterAsync(1, CancellationToken.None).IsCompleted, Is.False);
    }

    private static EditedIssue Bad() =>
        new(
            "issues/river.md",
            [],
            default,
            null,
            null,
            new Dictionary<string, byte[]>(),
            new Dictionary<string, string>(),
            [],
            []
        );

    private async Task<EditedIssue> ReadAsync(string body) => (await SessionAsync(body)).Current.Now;

    private async Task<WatchSession> SessionAsync(string body)
    {
        _folder.CopyTemplates();
        _folder.Write("issues/river.md", $"---\ntitle: The river\n---\n{body}\n");
        var nothing = TextWriter.Null;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(nothing) });
        var context = new CommandContext(_folder.Path, new FakeTimeProvider(), new Terminal(console, nothing, nothing));
        var session = new WatchSession(
            context,
            new DispatcherSettings(
                NewsletterSample.Settings(),
                new DeliverySettings(),
                Relays: [],
                new StorageSettings { ConnectionString = $"Data Source={_folder.File("dispatcher.db")}" }
            ),
            "river"
        );
        await session.StartAsync(CancellationToken.None);
        return session;
    }
}
